import type { Reader } from '@tinjis/manifests/reader';
import type { EntryKind, Tree } from '@tinjis/manifests/tree/tree';
import type { Snapshot } from '../model/proposal.ts';

const modes: Readonly<Record<EntryKind | 'nothing', string | undefined>> = {
  file: '100644',
  symlink: '120000',
  submodule: '160000',
  nothing: undefined,
};

/** A tree as the guard reads one, so that what it would refuse in a change is also found in what is there already. */
export function snapshotOf(tree: Tree, reader: Reader): Snapshot {
  const folders = new Set<string>();
  for (const path of tree.paths) {
    for (
      let end = path.lastIndexOf('/');
      end > 0 && !folders.has(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1)
    ) {
      folders.add(path.slice(0, end));
    }
  }
  return {
    paths: tree.paths,
    mode: (path) => modes[tree.kind(path) ?? 'nothing'],
    isFolder: (path) => folders.has(path),
    text: (path) => tree.text(path),
    yaml: (path) => reader.manifests(tree, path),
  };
}
