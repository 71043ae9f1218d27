import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tree } from './tree.ts';

/**
 * Writes the files of a tree to a folder, for a program that reads only disks. Links and submodules are left out: what
 * they point at is not part of the tree.
 */
export function materialise(tree: Tree, folder: string): void {
  for (const path of tree.paths.filter((each) => tree.kind(each) === 'file')) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), tree.text(path));
  }
}
