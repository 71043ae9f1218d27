import { entry } from '../../entry.ts';
import { podsOf } from '../../answer/connect.ts';
import { argocdNamespace, settingsOf } from '@tinjis/rules/argocd/objects';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';
import { decidedOn, type Setting, unwanted, webhooks } from '../decided-settings.ts';
import type { ClusterModel } from '../../model/model.ts';
import { placeOfSetting, settingsMatching } from '../places.ts';
import { observed, withSettings, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

/** Kinds that decide who may do what: Argo CD must see every change to them. */
const blinding = /NetworkPolicy|Role|ServiceAccount|ResourceQuota|LimitRange|AppProject|ValidatingAdmission|["']\*["']/;

/** On every cluster, the Argo CD settings that decide something have their required values. */
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
    for (const cluster of withSettings(model, tally)) {
      for (const setting of decidedOn(cluster)) {
        proveSetting(cluster, setting, tally);
      }
      proveArguments(cluster, tally);
      proveBuildOptions(cluster, tally);
      proveNothingHidden(cluster, tally);
      proveWebhooks(cluster, tally);
    }
  },
};

function proveSetting(cluster: ClusterModel, setting: Setting, tally: Tally): void {
  const { map, key, wanted, pattern, otherwise, trap, written } = setting;
  const found = settingsOf(cluster.governance, map);
  const set = found?.object.data?.[key];
  const value = set ?? otherwise;
  const at =
    set === undefined && written !== undefined ? { file: written, line: 1 } : placeOfSetting(found, key, cluster);
  tally.hold(pattern?.test(value) ?? value === wanted, () => ({
    code: 'argocd/setting',
    args: { key, value, wanted, trap, cluster: cluster.name },
    at,
  }));
}

/** Arguments that open what a setting closes: Argo CD takes the argument first. */
const loose = [
  ['--disable-auth', 'nobody has to log in'],
  ['--application-namespaces', 'Applications outside argocd are read'],
  ['--api-content-types', 'a page of a stranger can act as whoever looks at it'],
  ['--allow-oob-symlinks', 'a symbolic link brings files of the repository server'],
] as const;

interface Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

function proveArguments(cluster: ClusterModel, tally: Tally): void {
  for (const { resource } of podsOf({ objects: cluster.governance })) {
    if (resource.object.metadata.namespace !== argocdNamespace) continue;
    const path = [...(podSpecPath(resource.object.kind) as FieldPath), 'containers'];
    for (const [index, container] of containersAt(resource.object, path).entries()) {
      for (const list of ['command', 'args'] as const) {
        for (const [place, word] of (container[list] ?? []).entries()) {
          const [key, trap] = loose.find(([each]) => word === each || word.startsWith(`${each}=`)) ?? [];
          tally.hold(key === undefined, () => ({
            code: 'argocd/setting',
            args: { key: String(key), value: word, wanted: '', trap: String(trap), cluster: cluster.name },
            at: resource.at([...path, index, list, place]),
          }));
        }
      }
    }
  }
}

function containersAt(object: KubernetesObject, path: FieldPath): readonly Container[] {
  const step = (found: unknown, key: string | number): unknown =>
    (found as Readonly<Record<string, unknown>> | undefined)?.[key];
  return (path.reduce(step, object) ?? []) as readonly Container[];
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
    const args = {
      key,
      value,
      wanted: '--load-restrictor LoadRestrictionsRootOnly',
      trap: 'rendering runs programs or reads other folders',
      cluster: cluster.name,
    };
    const strict = /^(?:--load-restrictor[ =]LoadRestrictionsRootOnly)?$/.test(value);
    tally.hold(strict, () => ({ code: 'argocd/setting', args, at }));
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
