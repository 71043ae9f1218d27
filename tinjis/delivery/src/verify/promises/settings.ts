import { entry } from '../../entry.ts';
import { settingsOf } from '@tinjis/rules/argocd/objects';
import { clusterFolder } from '../../model/layout.ts';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import { placeOfSetting, settingsMatching } from '../places.ts';
import { observed, type DeliveryPromise } from '../promise.ts';
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
  /** Argo CD's behaviour if the key is absent. */
  readonly otherwise: string;
  /** The consequence of going without it. */
  readonly trap: string;
  /** The file that ought to set it, if that differs from its neighbours' file. */
  readonly written?: string;
}

const cm = 'argocd-cm';

/** The Argo CD settings that close traps observed on a running 3.6.1. */
const settings: readonly Setting[] = [
  {
    map: cm,
    key: 'application.sync.requireOverridePrivilegeForRevisionSync',
    wanted: 'true',
    otherwise: 'false',
    trap: 'whoever may sync deploys any revision',
  },
  {
    map: cm,
    key: 'server.rbac.rollback.enforce.enable',
    wanted: 'true',
    otherwise: 'false',
    trap: 'whoever may sync rolls back',
  },
  { map: cm, key: 'admin.enabled', wanted: 'false', otherwise: 'true', trap: 'a password opens everything' },
  { map: cm, key: 'users.anonymous.enabled', wanted: 'false', otherwise: 'false', trap: 'nobody has to log in' },
  {
    map: cm,
    key: 'exec.enabled',
    wanted: 'false',
    otherwise: 'false',
    trap: 'a shell in a pod passes every network policy',
  },
  { map: cm, key: 'helm.enable', wanted: 'false', otherwise: 'true', trap: 'a chart renders what review did not see' },
  {
    map: cm,
    key: 'jsonnet.enable',
    wanted: 'false',
    otherwise: 'true',
    trap: 'a program renders what review did not see',
  },
  {
    map: 'argocd-rbac-cm',
    key: 'policy.default',
    wanted: '',
    otherwise: '',
    trap: 'everybody has a role that no line takes away',
  },
  {
    map: 'argocd-rbac-cm',
    key: 'policy.matchMode',
    wanted: 'glob',
    otherwise: 'glob',
    trap: 'as an expression a pattern matches anywhere in a name',
  },
  {
    map: 'argocd-rbac-cm',
    key: 'scopes',
    wanted: '[groups]',
    otherwise: '[groups]',
    trap: 'what people say of themselves counts as a group',
  },
  {
    map: 'argocd-cmd-params-cm',
    key: 'application.namespaces',
    wanted: '',
    otherwise: '',
    trap: 'Applications outside argocd are read',
  },
  {
    map: 'argocd-cmd-params-cm',
    key: 'reposerver.enable.git.submodule',
    wanted: 'false',
    otherwise: 'true',
    trap: 'a submodule brings files from anywhere',
  },
];

/** Providers whose push events Argo CD takes; it believes unsigned events from a provider without a secret. */
const webhooks = [
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

/** Settings that have no business here: each hides from Argo CD, or from review, what runs. */
const unwanted =
  /^(?:resource\.inclusions$|resource\.(?:customizations\.)?ignoreDifferences|resource\.compareoptions|kustomize\.(?:path|version)\.|configManagementPlugins)/;

/** Kinds that decide who may do what: Argo CD must see every change to them. */
const blinding = /NetworkPolicy|Role|ServiceAccount|ResourceQuota|LimitRange|AppProject|ValidatingAdmission|["']\*["']/;

/** On every cluster, the Argo CD settings that close observed traps have their required values. */
export const argocdSettings: DeliveryPromise = {
  name: 'argocd-settings',
  says: "every observed trap of Argo CD's settings is closed",
  findings: {
    'argocd/setting': entry(
      '{key} is "{value}" on {cluster}, expected "{wanted}": {trap}',
      observed,
      'set it in clusters/base/argocd',
    ),
    'argocd/webhook-open': entry(
      '{key} is not set on {cluster}, so an unsigned event of that provider is believed',
      observed,
      'set it in clusters/base/argocd/webhook-secrets.yaml',
    ),
  },
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const setting of settings) {
        proveSetting(cluster, setting, tally);
      }
      proveSetting(cluster, encryption(cluster), tally);
      proveBuildOptions(cluster, tally);
      proveNothingHidden(cluster, tally);
      proveWebhooks(cluster, tally);
    }
  },
};

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
    map: 'argocd-cmd-params-cm',
    key: 'server.insecure',
    wanted,
    otherwise: 'false',
    trap,
    written: `${clusterFolder(name)}/bootstrap/kustomization.yaml`,
  };
}

function proveSetting(
  cluster: ClusterModel,
  { map, key, wanted, otherwise, trap, written }: Setting,
  tally: Tally,
): void {
  const found = settingsOf(cluster.governance, map);
  const set = found?.object.data?.[key];
  const value = set ?? otherwise;
  const at =
    set === undefined && written !== undefined ? { file: written, line: 1 } : placeOfSetting(found, key, cluster);
  tally.hold(value === wanted, () => ({
    code: 'argocd/setting',
    args: { key, value, wanted, trap, cluster: cluster.name },
    at,
  }));
}

function proveNothingHidden(cluster: ClusterModel, tally: Tally): void {
  for (const { key, value, at } of settingsMatching(cluster, /^/)) {
    const args = {
      key,
      value,
      wanted: '',
      trap: 'what runs is hidden from Argo CD or from review',
      cluster: cluster.name,
    };
    tally.hold(!unwanted.test(key) && !(key === 'resource.exclusions' && blinding.test(value)), () => ({
      code: 'argocd/setting',
      args,
      at,
    }));
  }
}

/** kustomize may neither run programs nor read files above a folder. */
function proveBuildOptions(cluster: ClusterModel, tally: Tally): void {
  for (const { key, value, at } of settingsMatching(cluster, /^kustomize\.buildOptions/)) {
    const loose = /--enable-(?:exec|alpha-plugins|helm)|--network|LoadRestrictionsNone/.test(value);
    const args = {
      key,
      value,
      wanted: '--load-restrictor LoadRestrictionsRootOnly',
      trap: 'rendering runs programs or reads other folders',
      cluster: cluster.name,
    };
    tally.hold(!loose, () => ({ code: 'argocd/setting', args, at }));
  }
}

function proveWebhooks(cluster: ClusterModel, tally: Tally): void {
  const secret = cluster.governance.get<Secret>('/Secret', 'argocd/argocd-secret');
  const values = { ...secret?.object.data, ...secret?.object.stringData };
  for (const key of webhooks) {
    const written = key in values ? key : (webhooks.find((each) => each in values) ?? key);
    const at = secret?.at(['stringData', written]) ?? { file: `clusters/${cluster.name}`, line: 1 };
    tally.hold((values[key] ?? '') !== '', () => ({
      code: 'argocd/webhook-open',
      args: { key, cluster: cluster.name },
      at,
    }));
  }
}
