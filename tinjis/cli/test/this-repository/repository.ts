import type { ClusterModel } from '@tinjis/delivery/model/model';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { readRepository } from '@tinjis/delivery/load/repository';

const tree = diskTree('../..');

/** The digest that stands in for a build's digest. */
export const digest = `sha256:${'a'.repeat(64)}`;

/** An overlay after a build: both images pinned. */
function built(path: string): string {
  return (
    tree
      .text(path)
      .replaceAll(
        /^ {2}- name: (\w+)$/gm,
        `  - name: $1\n    newName: ghcr.io/tinjis/tinjis-delivery/$1\n    newTag: ${'b'.repeat(40)}\n    digest: ${digest}`,
      )
      // The generated ConfigMap also has a name, but no image.
      .replaceAll(/( {2}- name: payment-api-keys)\n {4}newName.*\n.*\n.*/g, '$1')
  );
}

const overlays = tree.paths.filter((path) => /^apps\/.*\/overlays\/\w+\/kustomization\.yaml$/.test(path));

/** This very repository, as each cluster gets it after a build of both services. */
export const clusters: readonly ClusterModel[] = (() => {
  const read = readRepository(changedTree(tree, Object.fromEntries(overlays.map((path) => [path, built(path)]))));
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.model.clusters;
})();

export const committed = tree;
