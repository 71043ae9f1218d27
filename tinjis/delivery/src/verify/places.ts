import { clusterFolder } from '../model/layout.ts';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../model/model.ts';
import type { ProofContext } from './promise.ts';
import { type ConfigMap, settingsOf } from '@tinjis/rules/argocd/objects';
import { entry, type Entries } from '../entry.ts';
import type { Finding } from '@tinjis/rules/ruling';
import { isKustomization, parseKustomization } from '@tinjis/manifests/kustomization';
import { resolvePath, type Tree } from '@tinjis/manifests/tree/tree';
import type { Reader } from '@tinjis/manifests/reader';

/** The place of a missing object: the file to which the generator writes it. */
export function whereGenerated(
  { generated }: ProofContext,
  cluster: ClusterModel,
  kind: string,
  name: string,
  namespace?: string,
): At {
  const folders = [`${clusterFolder(cluster.name)}/`, 'clusters/base/'];
  const inNamespace = namespace === undefined ? '' : `\\n  namespace: ${namespace}`;
  const object = new RegExp(`^kind: ${kind}\\nmetadata:\\n  name: ${name}${inNamespace}$`, 'm');
  const file = generated().find(
    ({ path, text }) => folders.some((folder) => path.startsWith(folder)) && object.test(text),
  );
  return { file: file?.path ?? `${folders[0]}kustomization.yaml`, line: 1 };
}

/** The place for a hand-written object in a namespace: beside the other objects of clusters/base in that namespace. */
export function besideOthers({ governance, name: cluster }: ClusterModel, namespace: string): At {
  const own = [
    governance.get('/Namespace', namespace),
    ...governance.all.filter(({ object: { metadata } }) => metadata.namespace === namespace),
  ];
  const other = own.find((resource) => resource?.at().file.startsWith('clusters/base/'));
  const folder = other?.at().file.replace(/\/[^/]*$/, '') ?? clusterFolder(cluster);
  return { file: `${folder}/kustomization.yaml`, line: 1 };
}

/** A setting of argocd-cm with its place. */
export interface ArgocdSetting {
  readonly key: string;
  readonly value: string;
  readonly at: At;
}

/** The entries of argocd-cm whose keys match. */
export function settingsMatching({ governance }: ClusterModel, keys: RegExp): readonly ArgocdSetting[] {
  const found = settingsOf(governance, 'argocd-cm');
  if (!found) return [];
  const entries = Object.entries(found.object.data ?? {}).filter(([key]) => keys.test(key));
  return entries.map(([key, value]) => ({ key, value, at: found.at(['data', key]) }));
}

/**
 * The place of a key, or the place it belongs: beside the first key that is ours, since nobody edits upstream's own
 * file.
 */
export function placeOfSetting(map: Resource<ConfigMap> | undefined, key: string, { name }: ClusterModel): At {
  if (!map) return { file: `clusters/${name}`, line: 1 };
  const { data = {} } = map.object;
  const ours = Object.keys(data).find((each) => !map.at(['data', each]).file.startsWith('clusters/vendor/'));
  return map.at(['data', key in data ? key : (ours ?? key)]);
}

/** The reason for a breach in files that upstream ships. */
export const shippedFindings: Entries = {
  'kustomize/upstream-file': entry(
    'this is as upstream ships it, and no patch changes it',
    'Files of clusters/vendor are pinned by their hash.',
    'patch it where it is taken in',
  ),
};

const vendor = 'clusters/vendor/';

/**
 * A hash pins the files that upstream ships, and nobody edits them. A patch changes them, in the kustomization that
 * takes them in. A finding in such a file points to that kustomization, and keeps upstream's line as its reason.
 */
export function whereTakenIn(finding: Finding, tree: Tree, reader: Reader): Finding {
  const { at, because } = finding;
  // A folder is edited by the file that lists what is in it.
  const listed = `${at.file}/kustomization.yaml`;
  if (tree.kind(at.file) !== 'file' && tree.kind(listed) === 'file') return { ...finding, at: { ...at, file: listed } };
  if (!at.file.startsWith(vendor)) return finding;
  const isOurs = (path: string): boolean =>
    isKustomization(path) && tree.kind(path) === 'file' && !path.startsWith(vendor);
  for (const path of tree.paths.filter(isOurs)) {
    const kustomization = parseKustomization(path, reader.manifests(tree, path));
    const reference = kustomization.references.find(({ path: named }) =>
      `${at.file}/`.startsWith(`${resolvePath(kustomization.folder, named)}/`),
    );
    if (!reference) continue;
    return {
      ...finding,
      at: kustomization.at(reference.field),
      because: because ?? { code: 'kustomize/upstream-file', basis: 'default', args: {}, at },
    };
  }
  return finding;
}
