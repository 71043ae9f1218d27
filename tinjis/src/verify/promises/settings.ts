import { settingsOf } from '../../model/argocd.ts';
import type { At, KubernetesObject, Resource } from '../../model/located.ts';
import type { ClusterModel } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

interface Setting {
  readonly map: string;
  readonly key: string;
  /** The value that closes the trap, compared as text as Argo CD does. */
  readonly wanted: string;
  /** What Argo CD does when the key is absent. */
  readonly otherwise: string;
  /** What happens without it. */
  readonly trap: string;
}

const cm = 'argocd-cm';

/** Argo CD's settings that close what was observed to be open on a running 3.6.1. */
const settings: readonly Setting[] = [
  { map: cm, key: 'application.sync.requireOverridePrivilegeForRevisionSync', wanted: 'true', otherwise: 'false', trap: 'whoever may sync deploys any revision' },
  { map: cm, key: 'server.rbac.rollback.enforce.enable', wanted: 'true', otherwise: 'false', trap: 'whoever may sync rolls back' },
  { map: cm, key: 'admin.enabled', wanted: 'false', otherwise: 'true', trap: 'a password opens everything' },
  { map: cm, key: 'users.anonymous.enabled', wanted: 'false', otherwise: 'false', trap: 'nobody has to log in' },
  { map: cm, key: 'exec.enabled', wanted: 'false', otherwise: 'false', trap: 'a shell in a pod passes every network policy' },
  { map: cm, key: 'helm.enable', wanted: 'false', otherwise: 'true', trap: 'a chart renders what review did not see' },
  { map: cm, key: 'jsonnet.enable', wanted: 'false', otherwise: 'true', trap: 'a program renders what review did not see' },
  { map: 'argocd-rbac-cm', key: 'policy.default', wanted: '', otherwise: '', trap: 'everybody has a role that no line takes away' },
  { map: 'argocd-cmd-params-cm', key: 'application.namespaces', wanted: '', otherwise: '', trap: 'Applications outside argocd are read' },
  { map: 'argocd-cmd-params-cm', key: 'reposerver.enable.git.submodule', wanted: 'false', otherwise: 'true', trap: 'a submodule brings files from anywhere' },
];

/** Providers that Argo CD takes push events from; an event of a provider without secret is believed unsigned. */
const webhooks = [
  'webhook.github.secret', 'webhook.gitlab.secret', 'webhook.bitbucket.uuid', 'webhook.bitbucketserver.secret', 'webhook.gogs.secret',
  'webhook.azuredevops.username', 'webhook.azuredevops.password', 'webhook.dockerhub.secret', 'webhook.harbor.secret',
];

/** Settings that have no business here: each hides from Argo CD, or from review, what runs. */
const unwanted = /^(?:resource\.(?:customizations\.)?ignoreDifferences|resource\.compareoptions|kustomize\.(?:path|version)\.|configManagementPlugins)/;

/** Kinds that decide who may do what: Argo CD must see when one of them is changed. */
const blinding = /NetworkPolicy|Role|ServiceAccount|ResourceQuota|LimitRange|AppProject|ValidatingAdmission|["']\*["']/;

/** The settings of Argo CD that close observed traps are as they must be, on every cluster. */
export const argocdSettings: DeliveryPromise = {
  name: 'argocd-settings',
  says: 'every observed trap of Argo CD\'s settings is closed',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const setting of settings) {
        proveSetting(cluster, setting, tally);
      }
      proveBuildOptions(cluster, tally);
      proveNothingHidden(cluster, tally);
      proveWebhooks(cluster, tally);
      proveAccounts(cluster, tally);
    }
  },
};

function proveSetting(cluster: ClusterModel, { map, key, wanted, otherwise, trap }: Setting, tally: Tally): void {
  const found = settingsOf(cluster.governance, map);
  const value = found?.object.data?.[key] ?? otherwise;
  const at = found ? placeOf(found, key) : { file: `clusters/${cluster.name}`, line: 1 };
  tally.hold(value === wanted, () => ({ code: 'argocd/setting', args: { key, value, wanted, trap, cluster: cluster.name }, at }));
}

/** Where a key is written, or ought to be: beside the others of its map that are set here. */
function placeOf(map: Resource<KubernetesObject & { readonly data?: Readonly<Record<string, string>> }>, key: string): At {
  const { data = {} } = map.object;
  const sibling = key in data ? key : settings.find((each) => each.map === map.object.metadata.name && each.key in data)?.key;
  return map.at(['data', sibling ?? key]);
}

function proveNothingHidden(cluster: ClusterModel, tally: Tally): void {
  for (const { key, value, at } of entriesOf(cluster, /^/)) {
    const args = { key, value, wanted: '', trap: 'what runs is hidden from Argo CD or from review', cluster: cluster.name };
    tally.hold(!unwanted.test(key) && !(key === 'resource.exclusions' && blinding.test(value)), () => ({ code: 'argocd/setting', args, at }));
  }
}

/** kustomize may neither run programs nor read files above a folder. */
function proveBuildOptions(cluster: ClusterModel, tally: Tally): void {
  for (const { key, value, at } of entriesOf(cluster, /^kustomize\.buildOptions/)) {
    const loose = /--enable-(?:exec|alpha-plugins|helm)|--network|LoadRestrictionsNone/.test(value);
    const args = { key, value, wanted: '--load-restrictor LoadRestrictionsRootOnly', trap: 'rendering runs programs or reads other folders', cluster: cluster.name };
    tally.hold(!loose, () => ({ code: 'argocd/setting', args, at }));
  }
}

function proveWebhooks(cluster: ClusterModel, tally: Tally): void {
  const secret = cluster.governance.get<Secret>('/Secret', 'argocd/argocd-secret');
  const values = { ...secret?.object.data, ...secret?.object.stringData };
  for (const key of webhooks) {
    const written = key in values ? key : webhooks.find((each) => each in values) ?? key;
    const at = secret?.at(['stringData', written]) ?? { file: `clusters/${cluster.name}`, line: 1 };
    tally.hold((values[key] ?? '') !== '', () => ({ code: 'argocd/webhook-open', args: { key, cluster: cluster.name }, at }));
  }
}

/** An account that may make API keys gives itself tokens that never expire, with no policy at all. */
function proveAccounts(cluster: ClusterModel, tally: Tally): void {
  for (const { key, value, at } of entriesOf(cluster, /^accounts\.[^.]+$/)) {
    const args = { account: key.slice('accounts.'.length), cluster: cluster.name };
    tally.hold(!/\bapiKey\b/.test(value), () => ({ code: 'argocd/account-tokens', args, at }));
  }
}

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly at: At;
}

/** The entries of argocd-cm whose keys match, each with its place. */
function entriesOf({ governance }: ClusterModel, keys: RegExp): readonly Entry[] {
  const found = settingsOf(governance, cm);
  if (!found) return [];
  const entries = Object.entries(found.object.data ?? {}).filter(([key]) => keys.test(key));
  return entries.map(([key, value]) => ({ key, value, at: found.at(['data', key]) }));
}
