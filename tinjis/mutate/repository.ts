import { diskTree } from '../src/load/tree/disk.ts';
import { changedTree } from '../src/load/tree/memory.ts';
import type { Tree } from '../src/load/tree/tree.ts';

/** A checkout, read once: every mutant shares its texts. */
export function inMemory(root: string): Tree {
  const disk = diskTree(root);
  return changedTree(
    disk,
    Object.fromEntries(disk.paths.filter((path) => disk.kind(path) === 'file').map((path) => [path, disk.text(path)])),
  );
}
