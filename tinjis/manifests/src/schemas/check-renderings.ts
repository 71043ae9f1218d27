import { readSchemaBundles } from './schema-bundles.ts';
import type { Tree } from '../tree/tree.ts';
import type { Rendering } from '../render/rendered.ts';
import type { Explanation } from '../failure.ts';
import { check } from './check.ts';
import { compileSchemas } from './compile.ts';
import { locate } from './locate.ts';

/** What is wrong with a rendering, with a code for programs. */
export interface RenderFinding extends Explanation {
  readonly code: string;
}

/**
 * Checks every rendered object strictly against the schema of its kind.
 * @param tree what was rendered, to find where each field was written
 * @returns one finding for each folder that does not render and each field an API server would refuse or drop
 */
export function checkRenderings(tree: Tree, renderings: readonly Rendering[]): readonly RenderFinding[] {
  const schemas = compileSchemas(readSchemaBundles());
  return renderings.flatMap((rendering) => {
    if ('problem' in rendering) return [{ code: 'kustomize/unrendered', ...rendering.problem }];
    return rendering.objects.flatMap(({ object, origin }) =>
      check(object, schemas).map(({ path, ...fault }): RenderFinding => ({
        ...fault,
        at: locate(tree, rendering.folder, origin, object, path),
      })),
    );
  });
}
