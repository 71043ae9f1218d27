import { argocdHost, clusterFolder } from '../model/layout.ts';
import type { ClusterModel } from '../model/model.ts';

/** A setting of Argo CD whose value decides a promise. */
export interface Setting {
  readonly map: string;
  readonly key: string;
  /** The value that closes the trap, compared as text as Argo CD does. */
  readonly wanted: string;
  /** Other values that close it too; `wanted` then stands for them in a sentence. */
  readonly pattern?: RegExp;
  /** Argo CD's behaviour if the key is absent. */
  readonly otherwise: string;
  /** The consequence of going without it. */
  readonly trap: string;
  /** The file that ought to set it, if that differs from its neighbours' file. */
  readonly written?: string;
}

const map = 'argocd-cm';
const rbac = 'argocd-rbac-cm';
const parameters = 'argocd-cmd-params-cm';

/** A setting that must be off; it is `otherwise` if the key is absent. */
function off(name: string, key: string, otherwise: string, trap: string): Setting {
  return { map: name, key, wanted: 'false', otherwise, trap };
}

/** A setting that must be on; it is `otherwise` if the key is absent. */
function on(name: string, key: string, otherwise: string, trap: string): Setting {
  return { map: name, key, wanted: 'true', otherwise, trap };
}

const hides = 'what runs is hidden from Argo CD or from review';
/** From a second to ten minutes: zero turns it off. */
const minutes = /^(?:[1-9]\d?s|[1-5]\d\ds|600s|[1-9]m|10m)$/;

/** The Argo CD settings that close traps observed on a running 3.6.1, or read in its source. */
const settings: readonly Setting[] = [
  on(map, 'application.sync.requireOverridePrivilegeForRevisionSync', 'false', 'whoever may sync deploys any revision'),
  // 3.6.1 takes every text but "false" for on, unlike `enabled`: only the exact word means the same in both.
  on(map, 'application.sync.impersonation.enforced', 'true', 'a sync without an account acts with rights of Argo CD'),
  on(map, 'server.rbac.rollback.enforce.enable', 'false', 'whoever may sync rolls back'),
  off(map, 'admin.enabled', 'true', 'a password opens everything'),
  off(map, 'users.anonymous.enabled', 'false', 'nobody has to log in'),
  off(map, 'exec.enabled', 'false', 'a shell in a pod passes every network policy'),
  off(map, 'helm.enable', 'true', 'a chart renders what review did not see'),
  off(map, 'jsonnet.enable', 'true', 'a program renders what review did not see'),
  on(map, 'kustomize.enable', 'true', 'every overlay would be taken for plain files'),
  off(map, 'oidc.tls.insecure.skip.verify', 'false', 'anybody in between vouches for people'),
  {
    map,
    key: 'application.resourceTrackingMethod',
    wanted: 'annotation',
    otherwise: 'annotation',
    trap: 'a label that anybody copies says what belongs to an Application',
  },
  {
    map,
    key: 'timeout.reconciliation',
    wanted: '60s',
    pattern: minutes,
    otherwise: '120s',
    trap: 'what a lost webhook missed, or a hand changed, stays for long',
  },
  {
    map,
    key: 'timeout.reconciliation.jitter',
    wanted: '30s',
    pattern: new RegExp(`^0s$|${minutes.source}`),
    otherwise: '60s',
    trap: 'what a lost webhook missed, or a hand changed, stays for long',
  },
  { map, key: 'globalProjects', wanted: '', otherwise: '', trap: "another project's rights are added to a team's" },
  { map, key: 'extension.config', wanted: '', otherwise: '', trap: 'argocd-server passes calls on to another server' },
  { map, key: 'resource.inclusions', wanted: '', otherwise: '', trap: hides },
  { map, key: 'resource.customizations', wanted: '', otherwise: '', trap: hides },
  { map, key: 'resource.compareoptions', wanted: '', otherwise: '', trap: hides },
  {
    map: rbac,
    key: 'policy.default',
    wanted: '',
    otherwise: '',
    trap: 'everybody has a role that no line takes away',
  },
  {
    map: rbac,
    key: 'policy.matchMode',
    wanted: 'glob',
    otherwise: 'glob',
    trap: 'as an expression a pattern matches anywhere in a name',
  },
  {
    map: rbac,
    key: 'scopes',
    wanted: '[groups]',
    otherwise: '[groups]',
    trap: 'what people say of themselves counts as a group',
  },
  {
    map: parameters,
    key: 'application.namespaces',
    wanted: '',
    otherwise: '',
    trap: 'Applications outside argocd are read',
  },
  {
    map: parameters,
    key: 'server.api.content.types',
    wanted: 'application/json',
    otherwise: 'application/json',
    trap: 'a page of a stranger can act as whoever looks at it',
  },
  off(parameters, 'server.disable.auth', 'false', 'nobody has to log in'),
  off(parameters, 'reposerver.enable.git.submodule', 'true', 'a submodule brings files from anywhere'),
  off(parameters, 'reposerver.allow.oob.symlinks', 'false', 'a symbolic link brings files of the repository server'),
];

/** The settings that decide something on this cluster. */
export function decidedOn(cluster: ClusterModel): readonly Setting[] {
  // An Argo CD that was there before has an address of its own, and its own way of ending TLS.
  return cluster.declared.argocd.by === 'existing' ? settings : [...settings, encryption(cluster), address(cluster)];
}

/**
 * If a Gateway ends TLS, argocd-server speaks plain HTTP with it; elsewhere argocd-server ends TLS itself. Set for each
 * cluster.
 */
function encryption({ name, declared }: ClusterModel): Setting {
  const [wanted, trap] =
    declared.outside.by === 'gateway'
      ? ['true', 'people who come through the Gateway are sent back to HTTPS for ever']
      : ['false', 'passwords and sessions cross the network in the open'];
  return {
    map: parameters,
    key: 'server.insecure',
    wanted,
    otherwise: 'false',
    trap,
    written: `${clusterFolder(name)}/bootstrap/kustomization.yaml`,
  };
}

/** The provider sends people back to this address, with what proves who they are. */
function address({ name, declared: { outside } }: ClusterModel): Setting {
  return {
    map,
    key: 'url',
    wanted: outside.by === 'gateway' ? `https://${argocdHost(outside.domain)}` : '',
    otherwise: '',
    trap: 'people who log in are sent elsewhere',
    written: `${clusterFolder(name)}/bootstrap/argocd-cm.yaml`,
  };
}

/** Providers whose push events Argo CD takes; it believes unsigned events from a provider without a secret. */
export const webhooks = [
  'webhook.github.secret',
  'webhook.gitlab.secret',
  'webhook.bitbucket.uuid',
  'webhook.bitbucketserver.secret',
  'webhook.gogs.secret',
  'webhook.azuredevops.username',
  'webhook.azuredevops.password',
  'webhook.dockerhub.secret',
  'webhook.harbor.secret',
];

/** Families of settings that have no business here: each hides from Argo CD, or from review, what runs. */
export const unwanted =
  /^(?:resource\.customizations\.ignoreDifferences|kustomize\.(?:path|version)\.|configManagementPlugins)/;

/** Keys that a promise of their own judges, by the name of their ConfigMap or Secret. */
const judged: Readonly<Record<string, RegExp>> = {
  [map]:
    /^(?:application\.sync\.impersonation\.enabled|accounts\.[^.]+|(?:dex|oidc)\.config|kustomize\.buildOptions.*)$/,
  [rbac]: /^policy\.csv$/,
  'argocd-secret': new RegExp(`^(?:${webhooks.join('|')})$`),
};

/** Whether a promise judges the value of a key of Argo CD's ConfigMaps and Secrets, whatever it is. */
export function isDecided(cluster: ClusterModel, name: string, key: string): boolean {
  return (
    judged[name]?.test(key) === true ||
    (name === map && unwanted.test(key)) ||
    decidedOn(cluster).some((setting) => setting.map === name && setting.key === key)
  );
}
