import { entry } from '../../entry.ts';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import { isDecided } from '../decided-settings.ts';
import { type Departure, departuresPath, readDepartures } from '../shipped/departures.ts';
import { type OtherField, differences } from '../shipped/differences.ts';
import { nameOf, shippedObjects, sumsPath, unpinned, vendorFiles } from '../shipped/vendor.ts';
import { withSettings, type DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

const list =
  'Nobody can say of a setting that nobody knows what it opens: a list of what is known beats one of what is forbidden.';

/**
 * Settings, secrets and programs of the platform are upstream's own, or differ where the platform says so with a
 * reason. Whatever else there is, an argument, a container, a key of a ConfigMap, is unknown, and so not proved.
 */
export const platformShipped: DeliveryPromise = {
  name: 'platform-shipped',
  says: "each setting and program of Argo CD and of the sealing controller is upstream's own, judged by another promise, or entered in policies/departures.yaml with its reason",
  findings: {
    'argocd/unknown-setting': entry(
      'not proved: {object} has {field} {value} on {cluster}, which is an unknown setting',
      list,
      `take it out; if it is meant, enter it with its reason in ${departuresPath}`,
    ),
    'argocd/setting-taken-out': entry(
      'not proved: {object} lacks {field} on {cluster}, which upstream ships',
      list,
      `leave it in; if it is meant, enter it as null with its reason in ${departuresPath}`,
    ),
    'argocd/departure-unused': entry(
      'on no cluster {object} departs from upstream in {field}',
      'An entry that is left over lets the same thing in again, unseen.',
      'remove the entry',
    ),
    'argocd/departures-malformed': entry(
      'not proved: {problem}',
      list,
      'write each entry with object, because and fields',
    ),
    'argocd/vendor-changed': entry(
      '{path} is not the file that is pinned here',
      "What the platform runs is held against upstream's files, so they are upstream's to the byte.",
      'copy the file again, as clusters/vendor/README.md says',
    ),
  },
  prove({ model, tree, reader }, tally) {
    const changed = new Set(unpinned(tree));
    for (const path of vendorFiles(tree)) {
      const at = { file: sumsPath, line: 1 };
      tally.hold(!changed.has(path), () => ({ code: 'argocd/vendor-changed', args: { path }, at }));
    }
    const departures = readDepartures(tree, reader);
    if ('code' in departures) {
      tally.judged([departures]);
      return;
    }
    const shipped = shippedObjects(tree, reader);
    const used = new Set<Departure>();
    withSettings(model, tally);
    for (const cluster of model.clusters) {
      for (const resource of cluster.governance.all) {
        if (decides(resource.object)) proveObject(cluster, resource, shipped, departures, used, tally);
      }
    }
    // A departure may be that of a cluster about which nothing is known here.
    if (model.clusters.length < model.teams.clusters.length) return;
    for (const departure of departures) {
      const { object, pointer: field, at } = departure;
      const args = { object, field };
      tally.hold(used.has(departure), () => ({ code: 'argocd/departure-unused', args, at }));
    }
  },
};

const sealedSecret = 'SealedSecret';

/** Settings, secrets and whatever starts pods. Rights, network policies and Services have promises of their own. */
function decides({ kind }: KubernetesObject): boolean {
  return ['ConfigMap', 'Secret', sealedSecret].includes(kind) || podSpecPath(kind) !== undefined;
}

function proveObject(
  cluster: ClusterModel,
  resource: Resource,
  shipped: ReadonlyMap<string, KubernetesObject>,
  departures: readonly Departure[],
  used: Set<Departure>,
  tally: Tally,
): void {
  const { object } = resource;
  const name = nameOf(object);
  const other = departuresOf(shipped.get(name), object).filter(({ path }) => !isJudged(cluster, object, path));
  const unknown = other.flatMap((difference) => {
    const { pointer, path, value } = difference;
    const meant = departures.find((each) => each.object === name && each.pointer === pointer);
    if (!meant) return [difference];
    used.add(meant);
    return differences(meant.value, value ?? null, path, pointer);
  });
  if (unknown.length === 0) tally.judged([]);
  for (const { pointer, path, value } of unknown) {
    const args = { object: name, field: pointer, cluster: cluster.name };
    const at = resource.at(path);
    // An entry says null where a field is meant to be missing.
    if (value === undefined || value === null) tally.judged([{ code: 'argocd/setting-taken-out', args, at }]);
    else tally.judged([{ code: 'argocd/unknown-setting', args: { ...args, value: printed(value) }, at }]);
  }
}

/** Whether another promise judges this field: a key of Argo CD's own ConfigMaps and Secrets. */
function isJudged(cluster: ClusterModel, { metadata }: KubernetesObject, [part, key]: FieldPath): boolean {
  return (
    metadata.namespace === argocdNamespace &&
    (part === 'data' || part === 'stringData') &&
    isDecided(cluster, metadata.name, String(key))
  );
}

/** Where an object is other than upstream's. What upstream does not ship differs in every field but its name. */
function departuresOf(shipped: KubernetesObject | undefined, object: KubernetesObject): readonly OtherField[] {
  const { apiVersion, kind, metadata } = object;
  const known = shipped ?? {
    apiVersion,
    kind,
    metadata: { name: metadata.name },
    ...(kind === sealedSecret && { spec: {} }),
  };
  const found = kind === sealedSecret ? withoutValues(object) : object;
  return differences(withEmptyParts(known, metadata.namespace), withEmptyParts(found, metadata.namespace));
}

/** Keys and labels are compared one by one, even where one side has none at all. */
function withEmptyParts({ metadata, ...object }: KubernetesObject, namespace?: string): object {
  return { data: {}, stringData: {}, ...object, metadata: { labels: {}, annotations: {}, ...metadata, namespace } };
}

/** Sealed values say nothing. The name and labels of the Secret do: they can make it a cluster or a repository. */
function withoutValues({ spec = {}, ...object }: KubernetesObject & Sealed): KubernetesObject {
  const { template = {} } = spec;
  return { ...object, ...{ spec: { ...spec, encryptedData: undefined, template } } };
}

interface Sealed {
  readonly spec?: { readonly encryptedData?: object; readonly template?: object };
}

function printed(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
