import { posix } from 'node:path';
import { kustomizationFiles, kustomizationNames, parseKustomization } from '@tinjis/manifests/kustomization';
import { referenceFault } from './reference.ts';
import type { Snapshot } from '../model/proposal.ts';
import { type GuardReason, guardReason, wholeFile } from './rules.ts';

/**
 * Refuses a kustomization that could render anything outside its service's folder.
 * @param boundary folder that holds everything it may refer to
 */
export function kustomizationReasons(path: string, boundary: string, after: Snapshot): GuardReason[] {
  const misnamed = (why: string): GuardReason[] => [
    guardReason('git/kustomization-name', wholeFile(path), { path, why }),
  ];
  const folder = posix.dirname(path);
  if (!kustomizationNames.includes(posix.basename(path)))
    return misnamed('it is none of the three names in this very case');
  const twin = kustomizationFiles(folder, (file) => file !== path && after.mode(file) !== undefined)[0];
  if (twin !== undefined) return misnamed(`${posix.basename(twin)} lies beside it, and kustomize takes only one`);
  const { names, references, faults, at } = parseKustomization(path, after.yaml(path));
  const unreadable = faults.find(({ field }) => field.length === 0);
  if (unreadable)
    return [guardReason('git/kustomization-unreadable', unreadable.at, { path, why: `it ${unreadable.problem}` })];
  return names.flatMap((name) => {
    if (!harmlessKustomizationFields.has(name)) {
      const why = refusedKustomizationFields.get(name) ?? 'it is not known to be harmless';
      return [guardReason('git/kustomization-field', at([name]), { path, field: name, why })];
    }
    return [
      ...faults
        .filter(({ field }) => field[0] === name)
        .map(({ field, problem, at: where }) =>
          guardReason('git/kustomization-field', where, { path, field: field.join('.'), why: `it ${problem}` }),
        ),
      ...references
        .filter(({ field }) => field[0] === name)
        .flatMap(({ field, path: reference }) => {
          const fault = referenceFault(reference, folder, boundary, after);
          return fault ? [guardReason(fault.code, at(field), { path, reference, boundary, why: fault.why })] : [];
        }),
    ];
  });
}

/**
 * Fields that a kustomization may use. Any other is refused: a field that runs programs, that fetches, that reads files
 * in a way the guard does not follow, or that a later kustomize adds.
 */
export const harmlessKustomizationFields: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonAnnotations',
  'images',
  'replicas',
  'sortOptions',
  'buildMetadata',
  'generatorOptions',
  'resources',
  'components',
  'patches',
  'replacements',
  'configMapGenerator',
]);

/** The reason for refusing a field that people know from elsewhere; any other field is simply unknown. */
export const refusedKustomizationFields: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bases: 'it is the old form of resources',
    commonLabels: 'it rewrites selectors; labels does what is wanted',
    configurations: 'it changes how kustomize itself works',
    crds: 'it changes how kustomize itself works',
    openapi: 'it changes how kustomize itself works',
    imageTags: 'it is the old form of images',
    vars: 'it is the old form of replacements',
    patchesJson6902: 'it is the old form of patches',
    patchesStrategicMerge: 'it is the old form of patches',
    generators: 'it can run programs',
    transformers: 'it can run programs',
    validators: 'it can run programs',
    helmCharts: 'it fetches and runs Helm charts',
    helmChartInflationGenerator: 'it fetches and runs Helm charts',
    helmGlobals: 'it fetches and runs Helm charts',
    secretGenerator: 'it makes a Secret of what lies open in Git; seal the value by `tinjis seal`',
  }),
);
