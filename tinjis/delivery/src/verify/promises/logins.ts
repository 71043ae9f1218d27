import { entry } from '../../entry.ts';
import { readYaml } from '@tinjis/manifests/yaml/read-yaml';
import { everybody, localAccounts } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { settingsMatching } from '../places.ts';
import { observed, withSettings, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** The fields of Dex's own configuration that decide who gets in. */
interface Dex {
  readonly connectors?: readonly { readonly type?: string; readonly config?: GitHub }[];
  readonly enablePasswordDB?: boolean;
  readonly staticPasswords?: readonly object[];
}

interface GitHub {
  readonly orgs?: readonly { readonly name?: string }[];
  readonly teamNameField?: string;
  readonly loadAllGroups?: boolean;
}

/**
 * Only people in the team file log in to Argo CD: through the organisation's GitHub, or with an account of their own.
 */
export const logins: DeliveryPromise = {
  name: 'logins',
  says: 'members of the organisation log in to Argo CD as the team file says, and none gets a token that never expires',
  findings: {
    'argocd/account-tokens': entry(
      'account {account} may make API keys on {cluster}, which never expire',
      observed,
      'leave it `login`',
    ),
    'argocd/account-of-stranger': entry(
      '{account} has an account in Argo CD on {cluster}, and is not meant to',
      'Who logs in stands in policies/teams.yaml.',
      'leave accounts to the members of teams, on clusters with `people: accounts`',
    ),
    'argocd/open-login': entry(
      '{key} lets in others than members of {organisation} on {cluster}: {fault}',
      'Rights go by groups, and a group is only as good as whoever vouches for it.',
      "let people in by the organisation's GitHub alone",
    ),
  },
  prove({ model }, tally) {
    for (const cluster of withSettings(model, tally)) {
      proveAccounts(model, cluster, tally);
      proveProviders(model, cluster, tally);
    }
  },
};

/** An account that may make API keys can give itself tokens that never expire, with no policy at all. */
function proveAccounts({ teams }: Model, cluster: ClusterModel, tally: Tally): void {
  const members =
    cluster.declared.people === 'accounts'
      ? localAccounts(
          everybody(teams)
            .filter(({ groups }) => groups.length > 0)
            .map(({ login }) => login),
        )
      : [];
  for (const { key, value, at } of settingsMatching(cluster, /^accounts\.[^.]+$/)) {
    const args = { account: key.slice('accounts.'.length), cluster: cluster.name };
    tally.hold(!/\bapiKey\b/.test(value), () => ({ code: 'argocd/account-tokens', args, at }));
    tally.hold(members.includes(args.account), () => ({ code: 'argocd/account-of-stranger', args, at }));
  }
}

function proveProviders({ teams: { organisation } }: Model, cluster: ClusterModel, tally: Tally): void {
  for (const { key, value, at } of settingsMatching(cluster, /^(?:dex|oidc)\.config$/)) {
    const fault =
      cluster.declared.people === 'accounts'
        ? 'people have accounts here'
        : key === 'oidc.config'
          ? 'this is a second way in'
          : faultOf(value, organisation);
    const args = { key, fault: fault ?? '', organisation, cluster: cluster.name };
    tally.hold(fault === undefined, () => ({ code: 'argocd/open-login', args, at }));
  }
}

/** The outsiders who would get in, beside the organisation's members; undefined if nobody would. */
function faultOf(config: string, organisation: string): string | undefined {
  const [document] = readYaml('', config).documents;
  const { connectors = [], enablePasswordDB, staticPasswords } = (document?.value ?? {}) as Dex;
  if (enablePasswordDB || staticPasswords) return 'it has passwords of its own';
  if (connectors.some(({ type }) => type !== 'github')) return 'another provider lets people in';
  const names = connectors.flatMap(({ config: { orgs } = {} }) => orgs?.map(({ name }) => name) ?? [undefined]);
  if (names.length === 0 || names.some((name) => name !== organisation))
    return 'it does not ask for members of the organisation alone';
  const asSlugs = connectors.every(
    ({ config: { teamNameField, loadAllGroups } = {} }) => teamNameField === 'slug' && !loadAllGroups,
  );
  return asSlugs ? undefined : "groups are not the organisation's teams by their slugs";
}
