import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** The names kustomize knows a kustomization by. It refuses a folder that holds two of them. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/**
 * Fields whose entries may name a folder or an address, which kustomize would build or fetch, or hold a whole object as
 * text.
 */
const folderFields = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'] as const;
/** Fields whose entries name files, which kustomize also takes from an address. */
const fileFields = ['crds', 'configurations', 'patchesStrategicMerge'] as const;
/** Fields that change names, and so what other objects' references to them become. */
const renamingFields = ['namePrefix', 'nameSuffix', 'generators', 'vars'] as const;
/** Fields that do so unless they are told not to. */
const generatorFields = ['configMapGenerator', 'secretGenerator'] as const;

/** What a kustomization reads, and the one property of it that matters to rendering it beside others. */
export interface Kustomization {
  /** Its file's name. */
  readonly name: string;
  readonly text: string;
  /** Entries that may be folders, in file order. */
  readonly folders: readonly string[];
  /** Entries that must be files. */
  readonly files: readonly string[];
  /** Whether it gives objects new names. */
  readonly renames: boolean;
}

/**
 * Reads the kustomization of a folder, as far as what it refers to. A file that is no YAML, or of another shape, refers
 * to nothing: kustomize itself says what is wrong with it.
 * @returns undefined where the folder has none
 */
export function readKustomization(folder: string): Kustomization | undefined {
  for (const name of kustomizationNames) {
    const text = textOf(join(folder, name));
    if (text === undefined) continue;
    const fields = fieldsOf(text);
    return {
      name,
      text,
      folders: folderFields.flatMap((field) => strings(fields[field])).filter((entry) => !entry.includes('\n')),
      files: [
        ...fileFields.flatMap((field) => strings(fields[field])),
        ...['patches', 'patchesJson6902', 'replacements'].flatMap((field) =>
          records(fields[field]).flatMap(({ path }) => strings([path])),
        ),
        ...generatorFields.flatMap((field) => records(fields[field]).flatMap(generatorFiles)),
        ...records([fields['openapi']]).flatMap(({ path }) => strings([path])),
      ],
      renames:
        renamingFields.some((field) => fields[field] !== undefined) ||
        generatorFields.some((field) => records(fields[field]).some(addsSuffix)),
    };
  }
  return undefined;
}

/** `files` entries may be written `key=path`. */
function generatorFiles({ files, envs, env }: Record<string, unknown>): readonly string[] {
  return [...strings(files), ...strings(envs), ...strings([env])].map((entry) => entry.slice(entry.indexOf('=') + 1));
}

/** Whether the object's name ends with a hash of its contents. */
function addsSuffix({ options }: Record<string, unknown>): boolean {
  return !records([options]).some(({ disableNameSuffixHash }) => disableNameSuffixHash === true);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return records([load(text)])[0] ?? {};
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
