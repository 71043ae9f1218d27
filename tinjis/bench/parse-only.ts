// The baseline: reads and parses every file that `verify` has to, and proves nothing.
import { diskTree } from '../src/load/tree/disk.ts';
import { Reader } from '../src/load/reader.ts';

const tree = diskTree(process.cwd());
const reader = new Reader();
for (const path of tree.paths) {
  if (/\.ya?ml$/.test(path)) reader.manifests(tree, path);
}
