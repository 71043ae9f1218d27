import type { Rendering } from '../io/kustomize/rendered.ts';
import type { Explanation } from '../outcome/failure.ts';
import { check } from './check.ts';
import { loadSchemas } from './load.ts';
import { locate } from './locate.ts';

/** What is wrong with a rendering, with a code for programs. */
export interface RenderFinding extends Explanation {
  readonly code: string;
}

/**
 * Checks every rendered object strictly against the schema of its kind.
 * @param root top folder of the repository
 * @returns one finding for each folder that does not render and each field an API server would refuse or drop
 */
export function checkRenderings(root: string, renderings: readonly Rendering[]): readonly RenderFinding[] {
  const schemas = loadSchemas();
  return renderings.flatMap((rendering) => {
    if ('problem' in rendering) return [{ code: 'kustomize/unrendered', ...rendering.problem }];
    return rendering.objects.flatMap(({ object, origin }) => check(object, schemas).map(({ path, ...fault }): RenderFinding => (
      { ...fault, at: locate(root, rendering.folder, origin, object, path) }
    )));
  });
}
