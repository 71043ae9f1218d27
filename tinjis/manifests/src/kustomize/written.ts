import type { At, FieldPath } from '@tinjis/rules/objects/located';
import type { Reader } from '../reader.ts';
import type { Tree } from '../tree/tree.ts';
import { type Fields, isFields } from './field.ts';
import { kustomizationsIn } from './inputs.ts';

/** A kustomization as it is written, with the place of each field. */
export interface WrittenKustomization {
  readonly file: string;
  readonly fields: Fields;
  at(path?: FieldPath): At;
}

/**
 * Finds and reads the kustomization of a folder.
 * @returns undefined where the folder has none, or it is no mapping
 */
export function writtenKustomization(tree: Tree, reader: Reader, folder: string): WrittenKustomization | undefined {
  const [file] = kustomizationsIn(tree, folder);
  const document = file === undefined ? undefined : reader.manifests(tree, file).documents[0];
  if (file === undefined || !document || !isFields(document.value)) return undefined;
  return { file, fields: document.value, at: (path) => document.at(path) };
}
