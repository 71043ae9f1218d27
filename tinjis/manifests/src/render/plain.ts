import type { Kustomization } from '../kustomization.ts';
import { isMapping } from '@tinjis/rules/objects/fields';

/** Fields that give no object another name or namespace. */
const plainFields: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'components',
  'patches',
  'images',
  'replicas',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'generatorOptions',
  'configMapGenerator',
  'secretGenerator',
]);

/**
 * Whether a folder may be rendered beside others by one process: references from one folder could be rewritten to what
 * an object of another was renamed to.
 */
export function isPlain({ names, fields, faults }: Kustomization): boolean {
  const { patches = [], configMapGenerator = [], secretGenerator = [] } = fields;
  return (
    faults.length === 0 &&
    names.every((name) => plainFields.has(name)) &&
    [...configMapGenerator, ...secretGenerator].every(
      ({ options }) => isMapping(options) && options['disableNameSuffixHash'] === true,
    ) &&
    patches.every(({ options, patch = '' }) => options === undefined && !renames(patch))
  );
}

/** Whether the text of a patch may give objects new names. */
export function renames(patch: string): boolean {
  return /\/metadata(?:\/name|["'\s,}]|$)/.test(patch);
}
