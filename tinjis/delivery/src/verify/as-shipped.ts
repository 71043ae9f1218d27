import type { Finding } from '@tinjis/rules/finding';
import { readKustomization } from '@tinjis/manifests/kustomization/kustomization';
import { folderOf, resolvePath } from '@tinjis/manifests/tree/path';
import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { isKustomization } from '../model/service-folders.ts';

const vendor = 'clusters/vendor/';

/**
 * What upstream ships is pinned by its hash and edited by nobody: it is changed by a patch, in the kustomization that
 * takes it in. A finding at such a file is sent there, and keeps the line that upstream wrote as its reason.
 */
export function whereTakenIn(finding: Finding, tree: Tree, reader: Reader): Finding {
  const { at, because } = finding;
  if (!at.file.startsWith(vendor)) return finding;
  for (const path of tree.paths.filter((each) => isKustomization(each) && !each.startsWith(vendor))) {
    const folder = folderOf(path);
    const kustomization = readKustomization(tree, reader, folder);
    const index =
      kustomization?.fields.resources?.findIndex((reference) =>
        `${at.file}/`.startsWith(`${resolvePath(folder, reference)}/`),
      ) ?? -1;
    if (!kustomization || index < 0) continue;
    return {
      ...finding,
      at: kustomization.at(['resources', index]),
      because: because ?? { code: 'kustomize/as-shipped', basis: 'default', args: {}, at },
    };
  }
  return finding;
}
