import { createHash } from 'node:crypto';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import type { Reader } from '@tinjis/manifests/reader';
import { isKustomization } from '@tinjis/manifests/kustomization';
import type { Tree } from '@tinjis/manifests/tree/tree';

const folder = 'clusters/vendor/';
export const sumsPath = `${folder}SHA256SUMS`;

/** The files that upstream ships. */
export function vendorFiles(tree: Tree): readonly string[] {
  return tree.paths.filter(
    (path) => path.startsWith(folder) && /\.ya?ml$/.test(path) && !isKustomization(path) && tree.kind(path) === 'file',
  );
}

/** The files of upstream that are not as `SHA256SUMS` pins them. */
export function unpinned(tree: Tree): readonly string[] {
  const lines = tree.kind(sumsPath) === 'file' ? tree.text(sumsPath).split('\n') : [];
  return vendorFiles(tree).filter((path) => {
    const sum = createHash('sha256').update(tree.text(path)).digest('hex');
    return !lines.includes(`${sum}  ${path.slice(folder.length)}`);
  });
}

/** Objects as upstream ships them, by {@link nameOf}. Upstream leaves the namespace to whoever installs Argo CD. */
export function shippedObjects(tree: Tree, reader: Reader): ReadonlyMap<string, KubernetesObject> {
  return new Map(
    vendorFiles(tree).flatMap((path) =>
      reader
        .manifests(tree, path)
        .resources.map(({ object }) => [nameOf({ ...object, metadata: placed(object) }), object] as const),
    ),
  );
}

function placed({ metadata }: KubernetesObject): KubernetesObject['metadata'] {
  return { namespace: argocdNamespace, ...metadata };
}

/** `ConfigMap argocd/argocd-cm` */
export function nameOf({ kind, metadata: { name, namespace = '' } }: KubernetesObject): string {
  return `${kind} ${namespace}/${name}`;
}
