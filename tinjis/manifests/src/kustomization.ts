import { posix } from 'node:path';
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { isMapping } from '@tinjis/rules/objects/fields';
import { type FieldFault, readFields, type KustomizationReference } from './kustomization-fields.ts';
import type { Reader } from './reader.ts';
import { folderOf, type Tree } from './tree/tree.ts';
import type { YamlProblem, YamlText } from './yaml/read-yaml.ts';

/** The names of the file that kustomize reads in a folder. It refuses a folder that holds two of them. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Does a file's name make kustomize, or a file system that does not mind case, take it for a kustomization? */
export function isKustomization(path: string): boolean {
  const name = posix.basename(path).toLowerCase();
  return kustomizationNames.some((each) => each.toLowerCase() === name);
}

/** The fields of a kustomization that decide something here. */
export interface KustomizationFields {
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly generators?: readonly string[];
  readonly patches?: readonly PatchEntry[];
  readonly configMapGenerator?: readonly GeneratorEntry[];
  readonly secretGenerator?: readonly GeneratorEntry[];
  readonly images?: readonly ImageEntry[];
  readonly vars?: unknown;
}

export interface PatchEntry {
  readonly path?: string;
  readonly patch?: string;
  readonly options?: unknown;
  readonly target?: Readonly<Record<string, string>>;
}

export interface GeneratorEntry {
  readonly name: string;
  readonly namespace?: string;
  readonly options?: unknown;
}

export interface ImageEntry {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

export interface KustomizationFault extends FieldFault {
  readonly at: At;
}

/** The file by which kustomize builds a folder. */
export interface Kustomization {
  readonly file: string;
  readonly folder: string;
  /** Names of the fields that hold something, as written, whether kustomize knows them or not. */
  readonly names: readonly string[];
  /** Empty if the file has a fault: nothing of it may be taken for what a cluster gets. */
  readonly fields: KustomizationFields;
  readonly references: readonly KustomizationReference[];
  /** Why kustomize would refuse the file, or read something else in it. A fault without a field is one of the file. */
  readonly faults: readonly KustomizationFault[];
  at(path?: FieldPath): At;
}

/**
 * Finds the kustomizations of a folder, of which kustomize takes one and refuses more.
 * @param isFile whether a path is a file
 */
export function kustomizationFiles(folder: string, isFile: (path: string) => boolean): readonly string[] {
  return kustomizationNames.map((name) => posix.join(folder, name)).filter(isFile);
}

/**
 * Reads a kustomization.
 * @param file its path
 * @param text its text as `readYaml` gives it
 * @param twins other kustomizations of the same folder
 */
export function parseKustomization(
  file: string,
  { documents, problems }: Pick<YamlText, 'documents'> & { readonly problems: readonly Omit<YamlProblem, 'code'>[] },
  twins: readonly string[] = [],
): Kustomization {
  const [document, second] = documents;
  const at = document?.at ?? ((): At => ({ file, line: 1 }));
  const ofFile = (problem: string, where = at()): KustomizationFault => ({ field: [], problem, at: where });
  const value: unknown = document?.value;
  const mapping = isMapping(value) ? value : {};
  const fields = Object.fromEntries(Object.entries(mapping).filter(([, content]) => content !== null));
  const found = readFields(fields);
  const faults = [
    ...twins.map((twin) => ofFile(`lies beside ${posix.basename(twin)}, and kustomize takes only one`)),
    ...problems.map((problem) => ofFile(`is not understood: ${problem.message}`, problem.at)),
    ...(document || problems.length > 0 ? [] : [ofFile('is empty')]),
    ...(document && mapping !== value ? [ofFile('is no mapping')] : []),
    ...(second ? [ofFile('has a second document', second.at())] : []),
    ...found.faults.map((fault) => ({ ...fault, at: at(fault.field) })),
  ];
  return {
    file,
    folder: folderOf(file),
    names: Object.keys(mapping),
    fields: faults.length === 0 ? fields : {},
    references: found.references,
    faults,
    at,
  };
}

/**
 * Finds and reads the kustomization of a folder of a tree.
 * @returns undefined where the folder has none
 */
export function readKustomization(tree: Tree, reader: Reader, folder: string): Kustomization | undefined {
  const [file, ...twins] = kustomizationFiles(folder, (path) => tree.kind(path) === 'file');
  return file === undefined ? undefined : parseKustomization(file, reader.manifests(tree, file), twins);
}
