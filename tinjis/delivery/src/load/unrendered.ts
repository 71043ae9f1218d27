import type { Finding } from '@tinjis/rules/finding';
import { kustomizationsIn } from '@tinjis/manifests/render/inputs';
import type { Gathered } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';

/** What kustomize refuses, in its words and at its place. */
export function unrendered(tree: Tree, gathered: readonly Gathered[]): readonly Finding[] {
  return gathered.flatMap(({ folder, problem }): Finding[] => {
    if (!problem) return [];
    const { what, fix, at: { file, line } = { file: folder, line: 1 } } = problem;
    const at = { file: kustomizationsIn(tree, file)[0] ?? file, line };
    return [{ code: 'kustomize/unrendered', args: { what, fix }, at }];
  });
}
