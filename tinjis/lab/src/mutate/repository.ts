import { diskTree } from '@tinjis/manifests/tree/disk';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';

/** A checkout, read once: every mutant shares its texts. */
export function inMemory(root: string): Tree {
  const disk = diskTree(root);
  return changedTree(
    disk,
    Object.fromEntries(disk.paths.filter((path) => disk.kind(path) === 'file').map((path) => [path, disk.text(path)])),
  );
}
