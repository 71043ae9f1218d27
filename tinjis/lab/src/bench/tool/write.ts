import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tree } from '@tinjis/manifests/tree/tree';

/** Writes a tree to a folder. */
export function write(tree: Tree, folder: string): void {
  for (const path of tree.paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), tree.text(path));
  }
}
