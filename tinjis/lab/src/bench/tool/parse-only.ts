// The baseline: reads and parses every file that `verify` must read, and proves nothing.
import { diskTree } from '@tinjis/manifests/tree/tree';
import { Reader } from '@tinjis/manifests/reader';

const tree = diskTree(process.cwd());
const reader = new Reader();
for (const path of tree.paths) {
  if (/\.ya?ml$/.test(path)) reader.manifests(tree, path);
}
