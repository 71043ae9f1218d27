import { isMapping } from '@tinjis/rules/objects/fields';
import type { FieldPath } from '@tinjis/rules/objects/located';

/**
 * What a field of a kustomization holds. `folder` is a path that may name a folder, `keyed` the path of a file that may
 * have a key before it (`key=path`), `name` a text that must be there; `any` is not looked into, since nothing in it is
 * a path.
 */
type Shape =
  'any' | 'text' | 'name' | 'file' | 'folder' | 'keyed' | readonly [Shape] | { readonly [field: string]: Shape };

const patches: Shape = [
  {
    path: 'file',
    patch: 'text',
    target: {
      group: 'text',
      version: 'text',
      kind: 'text',
      name: 'text',
      namespace: 'text',
      labelSelector: 'text',
      annotationSelector: 'text',
    },
    options: 'any',
  },
];
const generator = {
  name: 'name',
  namespace: 'text',
  behavior: 'text',
  options: 'any',
  literals: ['text'],
  files: ['keyed'],
  envs: ['file'],
  env: 'file',
} as const;

/**
 * Every field of a kustomization, as kustomize 5.8.1 declares them (`api/types/kustomization.go` of its module);
 * `npm run renderers` compares the names. Fields that hold a path are followed down to it. Names count as written:
 * kustomize itself also takes them in other case, and so a name in other case is a fault.
 */
export const kustomizationFields: Readonly<Record<string, Shape>> = {
  apiVersion: 'text',
  kind: 'text',
  metadata: 'any',
  openapi: { path: 'file' },
  namePrefix: 'text',
  nameSuffix: 'text',
  namespace: 'text',
  commonLabels: 'any',
  labels: 'any',
  commonAnnotations: 'any',
  patchesStrategicMerge: ['file'],
  patchesJson6902: patches,
  patches,
  images: [{ name: 'name', newName: 'text', newTag: 'text', digest: 'text', tagSuffix: 'text' }],
  imageTags: 'any',
  replacements: [{ path: 'file', source: 'any', sourceValue: 'text', targets: 'any' }],
  replicas: 'any',
  vars: 'any',
  sortOptions: 'any',
  resources: ['folder'],
  components: ['folder'],
  crds: ['file'],
  bases: ['folder'],
  configMapGenerator: [generator],
  secretGenerator: [{ ...generator, type: 'text' }],
  helmGlobals: 'any',
  helmCharts: 'any',
  helmChartInflationGenerator: 'any',
  generatorOptions: 'any',
  configurations: ['file'],
  generators: ['folder'],
  transformers: ['folder'],
  validators: ['folder'],
  buildMetadata: 'any',
};

/** A path that a kustomization names. */
export interface KustomizationReference {
  readonly field: FieldPath;
  /** The path, without the key before it. */
  readonly path: string;
  /** Whether it may name a folder, which kustomize then builds; else it must be a file. */
  readonly mayBeFolder: boolean;
}

/** A field that is not as kustomize reads it. */
export interface FieldFault {
  readonly field: FieldPath;
  /** Goes on after the field's name: `must be a list`. */
  readonly problem: string;
}

export interface Fields {
  readonly references: readonly KustomizationReference[];
  readonly faults: readonly FieldFault[];
}

/** Finds the paths that a kustomization's fields hold, and whatever in them is not as kustomize reads it. */
export function readFields(fields: Readonly<Record<string, unknown>>): Fields {
  const references: KustomizationReference[] = [];
  const faults: FieldFault[] = [];
  read(fields, kustomizationFields, [], { references, faults });
  return { references, faults };
}

interface Found {
  readonly references: KustomizationReference[];
  readonly faults: FieldFault[];
}

function read(value: unknown, shape: Shape, field: FieldPath, found: Found): void {
  const fault = (problem: string, at = field): unknown => found.faults.push({ field: at, problem });
  if (shape === 'any') return;
  if (typeof shape === 'string') {
    if (typeof value !== 'string') fault('must be text');
    else if (shape === 'keyed')
      found.references.push({ field, path: value.replace(/^[^=]*=/, ''), mayBeFolder: false });
    else if (shape === 'file' || shape === 'folder')
      found.references.push({ field, path: value, mayBeFolder: shape === 'folder' });
  } else if (isList(shape)) {
    if (Array.isArray(value)) value.forEach((item, index) => read(item, shape[0], [...field, index], found));
    else fault('must be a list');
  } else if (isMapping(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (known) read(inner, known, [...field, name], found);
      else fault('is no field that kustomize has', [...field, name]);
    }
    for (const name of Object.keys(shape)) {
      if (shape[name] === 'name' && !Object.hasOwn(value, name)) fault('is missing', [...field, name]);
    }
  } else fault('must be a mapping');
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/**
 * Whether a name or target of a kustomization is an expression that JavaScript reads otherwise than Go, or not at all:
 * letters behind a backslash, named classes, flags.
 */
export function isGoAlone(pattern: string): boolean {
  return /\\[a-zA-Z]|\[:|\(\?/.test(pattern);
}
