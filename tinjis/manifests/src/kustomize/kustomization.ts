import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

/** The names kustomize knows a kustomization by. It refuses a folder that holds two of them. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Fields whose entries may name a folder or an address, which kustomize would build or fetch, or hold a whole object as
 * text.
 */
const folderFields = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'] as const;
/** Fields whose entries name files, which kustomize also takes from an address. */
const fileFields = ['crds', 'configurations', 'patchesStrategicMerge'] as const;
const patchFields = ['patches', 'patchesJson6902', 'replacements'] as const;
const generatorFields = ['configMapGenerator', 'secretGenerator'] as const;

/** Fields that kustomize heeds only in the kustomization it is started with. */
const topFields = ['buildMetadata', 'openapi', 'sortOptions'] as const;

/** Fields that give no object another name or namespace, and by which kustomize reads only what they name. */
const plainFields: readonly string[] = [
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
  ...generatorFields,
];

/** Others by which it reads only what they name. */
const closedFields: ReadonlySet<string> = new Set([
  ...plainFields,
  ...topFields,
  ...patchFields,
  ...fileFields,
  'namespace',
  'namePrefix',
  'nameSuffix',
]);

/** What a kustomization reads, and what matters to rendering it beside others. */
export interface Kustomization {
  /** Entries that may be folders, in file order. */
  readonly folders: readonly string[];
  /** Entries that must be files. */
  readonly files: readonly string[];
  /**
   * Whether it may be rendered beside others by one process: references from one folder could be rewritten to what an
   * object of another was renamed to.
   */
  readonly plain: boolean;
  /** Whether kustomize may read what is in neither `folders` nor `files`, as the configuration of a plugin says. */
  readonly open: boolean;
  /** Its fields where it has one that is heeded only at the top. */
  readonly top?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a kustomization, as far as what it refers to. A text that is no YAML, or of another shape, refers to nothing:
 * kustomize itself says what is wrong with it, since it is given no other file.
 */
export function readKustomization(text: string): Kustomization {
  const fields = fieldsOf(text);
  return {
    folders: folderFields.flatMap((field) => strings(fields[field])).filter((entry) => !entry.includes('\n')),
    files: [
      ...fileFields.flatMap((field) => strings(fields[field])),
      ...patchFields.flatMap((field) => records(fields[field]).flatMap(({ path }) => strings([path]))),
      ...generatorFields.flatMap((field) => records(fields[field]).flatMap(generatorFiles)),
      ...records([fields['openapi']]).flatMap(({ path }) => strings([path])),
    ],
    plain:
      Object.keys(fields).every((field) => plainFields.includes(field)) &&
      generatorFields.every((field) => !records(fields[field]).some(addsSuffix)) &&
      records(fields['patches']).every(({ options, patch }) => options === undefined && !renames(patch)),
    open: !Object.keys(fields).every((field) => closedFields.has(field)),
    ...(topFields.some((field) => field in fields) && { top: fields }),
  };
}

/** `files` entries may be written `key=path`. */
function generatorFiles({ files, envs, env }: Record<string, unknown>): readonly string[] {
  return [...strings(files), ...strings(envs), ...strings([env])].map((entry) => entry.slice(entry.indexOf('=') + 1));
}

/** Whether the object's name ends with a hash of its contents. */
function addsSuffix({ options }: Record<string, unknown>): boolean {
  return !records([options]).some(({ disableNameSuffixHash }) => disableNameSuffixHash === true);
}

/** Whether the text of a patch may give objects new names. */
export function renames(patch: unknown): boolean {
  return typeof patch === 'string' && /\/metadata(?:\/name|["'\s,}]|$)/.test(patch);
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return records([load(text, { schema: CORE_SCHEMA.withTags(mergeTag) })])[0] ?? {};
  } catch {
    return {};
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}
