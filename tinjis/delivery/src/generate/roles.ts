import { kindOf } from '@tinjis/rules/objects/kinds';
import { type Catalogue, kindsPath, madeKinds } from '../model/kinds.ts';
import { markFrom } from '../model/generated.ts';
import type { GeneratedFile } from './generated.ts';

/** Resources by API group that somebody may use by the same verbs. */
interface Grant {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

const read = ['get', 'list', 'watch'];

/** What a deployer may do with the kinds that it writes. */
export function writingRules(kinds: Catalogue): string {
  return rules(kinds);
}

/** How one sees what controllers make of kinds; pods come with their logs. */
export function seeingRules(kinds: Catalogue): string {
  return rules(seen(kinds));
}

/** How one sees kinds, and what controllers make of them. */
export function readingRules(kinds: Catalogue): string {
  return rules([...kinds.map(({ group, resource }) => ({ group, resource, verbs: read })), ...seen(kinds)]);
}

function seen(kinds: Catalogue): readonly Grant[] {
  return madeKinds(kinds).flatMap(({ group, kind }) => {
    const { resource } = kindOf(group, kind);
    const made = { group, resource, verbs: read };
    return resource === 'pods' ? [made, { ...made, resource: 'pods/log' }] : [made];
  });
}

function rules(grants: readonly Grant[]): string {
  const byGroup = Map.groupBy(grants, ({ group, verbs }) => `${group} ${verbs.join(', ')}`);
  return [...byGroup.values()]
    .map((same) => {
      const [{ group, verbs }] = same as [Grant, ...Grant[]];
      return `\
  - apiGroups: [${group || '""'}]
    resources: [${same.map(({ resource }) => resource).join(', ')}]
    verbs: [${verbs.join(', ')}]`;
    })
    .join('\n');
}

/** The roles of deployers and of teams' people, which follow from the catalogue. */
export function roles(catalogue: Catalogue): GeneratedFile[] {
  const given = (to: string): Catalogue => catalogue.filter(({ grantedTo }) => grantedTo === to);
  const [everyTeam, outside] = [given('every-team'), given('teams-outside')];
  return [
    role(
      'team-deployer',
      `\
# What a team's deployer may write: the kinds that every team has, and no other. Argo CD syncs as this account, so a manifest of
# another kind, or in another namespace, is refused by the API server itself, whatever Argo CD would let through. Kinds that a team is
# granted by name are in a role of its namespace.
#
# Not here, each for its reason:
#   secrets            come from SealedSecrets; a deployer that could read them could print them
#   pods               are made by workloads; whoever may create pods can mount any secret of the namespace
#   persistentvolumeclaims  are made from the StatefulSet's template; a sync can never delete data
#   networkpolicies, roles, rolebindings, serviceaccounts, resourcequotas, limitranges  are the platform's
#   deletecollection   nothing Argo CD does needs to delete more than one object at a time`,
      `${writingRules(everyTeam)}
  # Argo CD's server shows logs, events and the children of a workload as this account.
${seeingRules(everyTeam)}
  - apiGroups: [""]
    resources: [events]
    verbs: [get, list, watch]`,
    ),
    role(
      'team-deployer-outside',
      `\
# In addition, for a team with a service that is reached from outside, on a cluster with a Gateway. Bound nowhere else: whoever may write
# routes may publish what lies behind them.`,
      writingRules(outside),
    ),
    role(
      'team-reader',
      `\
# What a team's people may do in their namespace with kubectl: look, and read logs. Changes go through Git.
#
# No secrets, and no way into a pod: exec, attach and port-forward pass every NetworkPolicy.`,
      `${readingRules([...everyTeam, ...outside])}
  - apiGroups: [""]
    resources: [events, resourcequotas, limitranges, serviceaccounts]
    verbs: [get, list, watch]
  - apiGroups: [networking.k8s.io]
    resources: [networkpolicies]
    verbs: [get, list, watch]`,
    ),
  ];
}

function role(name: string, comment: string, text: string): GeneratedFile {
  return {
    path: `policies/rbac/${name}.yaml`,
    text: `\
${markFrom(kindsPath)}
#
${comment}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
${text}
`,
  };
}
