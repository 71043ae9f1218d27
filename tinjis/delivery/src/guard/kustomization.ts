import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { referenceFault } from './reference.ts';
import type { Snapshot } from '../model/proposal.ts';
import { type GuardReason, guardReason, wholeFile } from './rules.ts';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Refuses a kustomization that could render anything but what lies in its service's folder.
 * @param boundary folder that holds everything it may refer to
 */
export function kustomizationReasons(path: string, boundary: string, after: Snapshot): GuardReason[] {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, slash);
  const name = path.slice(slash + 1);
  if (!names.includes(name))
    return [
      guardReason('git/kustomization-name', wholeFile(path), {
        path,
        why: 'it is none of the three names in this very case',
      }),
    ];
  const twin = names.find((other) => other !== name && after.mode(`${folder}/${other}`) !== undefined);
  if (twin)
    return [
      guardReason('git/kustomization-name', wholeFile(path), {
        path,
        why: `${twin} lies beside it, and kustomize takes only one`,
      }),
    ];
  const {
    documents: [document, second],
    problems: [problem],
  } = after.yaml(path);
  const unreadable = (at: At, why: string): GuardReason[] => [
    guardReason('git/kustomization-unreadable', at, { path, why }),
  ];
  if (problem) return unreadable(problem.at, problem.message);
  if (!document) return unreadable(wholeFile(path), 'it is empty');
  if (second) return unreadable(second.at(), 'it has a second document');
  if (!isMapping(document.value)) return unreadable(document.at(), 'it is no mapping');
  return judge({ path, folder, boundary, after, at: document.at }, document.value);
}

interface Subject {
  readonly path: string;
  readonly folder: string;
  readonly boundary: string;
  readonly after: Snapshot;
  at(path: FieldPath): At;
}

function judge(subject: Subject, fields: Readonly<Record<string, unknown>>): GuardReason[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    const rule = Object.hasOwn(kustomizationFields, field) ? kustomizationFields[field] : undefined;
    if (rule === undefined)
      return refused(subject, [field], refusedFields.get(field) ?? 'it is not known to be harmless');
    if (rule === 'plain' || value === null) return [];
    if (rule === 'paths') return list(subject, [field], value, (path, item) => reference(subject, path, item));
    return list(subject, [field], value, (path, item) => {
      if (!isMapping(item)) return refused(subject, path, 'a mapping is expected here');
      return Object.entries(item).flatMap(([inner, content]) => {
        const at = [...path, inner];
        const kind = Object.hasOwn(rule, inner) ? rule[inner] : undefined;
        if (kind === undefined) return refused(subject, at, 'it is not known to be harmless');
        if (kind === 'plain') return [];
        if (kind === 'path') return reference(subject, at, content);
        return list(subject, at, content, (each, entry) =>
          reference(subject, each, kind === 'paths' ? entry : unkeyed(entry)),
        );
      });
    });
  });
}

function list(
  subject: Subject,
  at: FieldPath,
  value: unknown,
  each: (at: FieldPath, item: unknown) => GuardReason[],
): GuardReason[] {
  return Array.isArray(value)
    ? value.flatMap((item, i) => each([...at, i], item))
    : refused(subject, at, 'a list is expected here');
}

function reference({ path, folder, boundary, after, at }: Subject, field: FieldPath, value: unknown): GuardReason[] {
  const fault = referenceFault(value, folder, boundary, after);
  if (!fault) return [];
  return [guardReason(fault.code, at(field), { path, reference: String(value), boundary, why: fault.why })];
}

function refused({ path, at }: Subject, field: FieldPath, why: string): GuardReason[] {
  return [guardReason('git/kustomization-field', at(field), { path, field: field.join('.'), why })];
}

/** A generator's file may have its key before it: `key=path`. */
function unkeyed(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How a field of a kustomization refers to files: the field itself, or a field of its items. */
type References = 'paths' | Readonly<Record<string, 'path' | 'paths' | 'keyed-paths' | 'plain'>>;

/**
 * What a kustomization may use. Whatever is not here is refused: a field that runs programs, fetches, or reads files in
 * a way that is not followed, and one that a later kustomize brings. Names count as written; kustomize itself would
 * also take them in other case.
 */
export const kustomizationFields: Readonly<Record<string, 'plain' | References>> = {
  apiVersion: 'plain',
  kind: 'plain',
  metadata: 'plain',
  namespace: 'plain',
  namePrefix: 'plain',
  nameSuffix: 'plain',
  labels: 'plain',
  commonAnnotations: 'plain',
  images: 'plain',
  replicas: 'plain',
  sortOptions: 'plain',
  buildMetadata: 'plain',
  generatorOptions: 'plain',
  resources: 'paths',
  components: 'paths',
  patches: { path: 'path', patch: 'plain', target: 'plain', options: 'plain' },
  replacements: { path: 'path', source: 'plain', targets: 'plain' },
  configMapGenerator: {
    name: 'plain',
    namespace: 'plain',
    behavior: 'plain',
    options: 'plain',
    literals: 'plain',
    files: 'keyed-paths',
    envs: 'paths',
    env: 'path',
  },
};

/** Why a field that people know from elsewhere is refused here; any other is simply unknown. */
export const refusedFields: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bases: 'it is the old form of resources',
    commonLabels: 'it rewrites selectors; labels does what is wanted',
    configurations: 'it changes how kustomize itself works',
    crds: 'it changes how kustomize itself works',
    openapi: 'it changes how kustomize itself works',
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
