import type { At, FieldPath } from '@tinjis/rules/objects/located';
import type { Reader } from '../reader.ts';
import type { Tree } from '../tree/tree.ts';
import { shapeFault, type ShapeFault } from './shape.ts';
import type { Target } from './target.ts';

/** The names kustomize takes a kustomization from. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The fields of a kustomization that are read here. */
export interface KustomizationFields {
  readonly namespace?: string;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly PatchEntry[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly namespace?: string }[];
  readonly images?: readonly ImageEntry[];
}

export interface PatchEntry {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Target;
}

export interface ImageEntry {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

export interface Kustomization {
  readonly file: string;
  readonly folder: string;
  /** Empty where the file is no kustomization that kustomize would take. */
  readonly fields: KustomizationFields;
  readonly fault?: ShapeFault;
  at(path?: FieldPath): At;
}

/**
 * Finds and reads the kustomization of a folder.
 * @returns undefined where the folder has none, or it is no mapping
 */
export function readKustomization(tree: Tree, reader: Reader, folder: string): Kustomization | undefined {
  const file = kustomizationNames.map((name) => `${folder}/${name}`).find((path) => tree.kind(path) === 'file');
  if (file === undefined) return undefined;
  const [document] = reader.manifests(tree, file).documents;
  if (!document || typeof document.value !== 'object' || document.value === null) return undefined;
  const fault = shapeFault(document.value);
  return {
    file,
    folder,
    fields: fault ? {} : document.value,
    ...(fault && { fault }),
    at: (path) => document.at(path),
  };
}
