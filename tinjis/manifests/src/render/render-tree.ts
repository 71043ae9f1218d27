import type { Tree } from '../tree/tree.ts';
import type { Rendering, RenderRequest } from './rendered.ts';
import { renderFolders, type RenderOptions } from './render.ts';
import { materialise } from '../tree/materialise.ts';
import { withTemporaryFolder } from '../temporary.ts';

/** Renders folders of a tree that is not on disk: a Git revision, or a change that is only planned. */
export function renderTree(
  tree: Tree,
  requests: readonly RenderRequest[],
  options: RenderOptions,
): Promise<readonly Rendering[]> {
  return withTemporaryFolder((folder) => {
    materialise(tree, folder);
    return renderFolders(folder, requests, options);
  });
}
