import { readSchemaBundles } from './schema-bundles.ts';
import type { Tree } from '../tree/tree.ts';
import type { Rendering } from '../render/rendered.ts';
import type { Explanation } from '../failure.ts';
import { check } from './check.ts';
import type { Bundle } from './bundle.ts';
import { compileSchemas, type Schemas } from './compile.ts';
import { type CustomResourceDefinition, fromCrds } from './extract/crd.ts';
import { readYaml, resourcesOf } from '../yaml/read-yaml.ts';
import { locate } from './locate.ts';

/** What is wrong with a rendering, with a code for programs. */
export interface RenderFinding extends Explanation {
  readonly code: string;
}

/**
 * Checks every rendered object strictly against the schema of its kind.
 * @param tree what was rendered, to find where each field was written, and the definitions in `policies/crds`
 * @returns one finding for each folder that does not render and each field an API server would refuse or drop
 */
export function checkRenderings(tree: Tree, renderings: readonly Rendering[]): readonly RenderFinding[] {
  const { schemas, findings } = schemasFor(tree);
  const found = renderings.flatMap((rendering) => {
    if ('problem' in rendering) return [{ code: 'kustomize/unrendered', ...rendering.problem }];
    return rendering.objects.flatMap(({ object, origin }) =>
      check(object, schemas).map(({ path, ...fault }): RenderFinding => ({
        ...fault,
        at: locate(tree, rendering.folder, origin, object, path),
      })),
    );
  });
  return [...findings, ...found];
}

/** Where the platform places the definitions of kinds that others define. */
const foreign = /^policies\/crds\/[^/]+\.ya?ml$/;

/** The schemas that the program brings, and those of the definitions in the tree, with what is wrong with these. */
function schemasFor(tree: Tree): { readonly schemas: Schemas; readonly findings: readonly RenderFinding[] } {
  const bundles = readSchemaBundles();
  const own = compileSchemas(bundles);
  const placed = tree.paths
    .filter((path) => foreign.test(path))
    .flatMap((path) => readYaml(path, tree.text(path)).documents.flatMap((each) => resourcesOf(each) ?? []))
    .map(({ object, at }) => ({ object, at, faults: check(object, own) }));
  if (placed.length === 0) return { schemas: own, findings: [] };
  const sound = placed.filter(({ object, faults }) => object.kind === definition && faults.length === 0);
  const crds = sound.map(({ object }) => object as unknown as CustomResourceDefinition);
  const bundle = { source: 'policies/crds', sum: '', ...fromCrds(crds, bundles[0] as Bundle) };
  return {
    schemas: compileSchemas([...bundles, bundle]),
    findings: placed.flatMap(({ at, faults }) => faults.map(({ path, ...fault }) => ({ ...fault, at: at(path) }))),
  };
}

const definition = 'CustomResourceDefinition';
