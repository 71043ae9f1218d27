import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';

/** What Git can keep under a path. Only a file has text. */
export type EntryKind = 'file' | 'symlink' | 'submodule';

/**
 * A repository's files, wherever they are kept: on disk, in a Git revision, or in memory.
 * Paths are relative to the repository's top, with forward slashes.
 */
export interface Tree {
  /** Every path, sorted by code point so that the same tree is always read in the same order. */
  readonly paths: readonly string[];
  /** What stands at a path; undefined where nothing does. */
  kind(path: string): EntryKind | undefined;
  /** The text of a file.
   * @throws Failure (unreadable) where there is no file, or its bytes are not UTF-8 */
  text(path: string): string;
  /** The bytes of a file.
   * @throws Failure (unreadable) where there is no file */
  bytes(path: string): Uint8Array;
}

/** The paths in and below a folder. They stand side by side, since paths are sorted. */
export function filesBelow({ paths }: Tree, folder: string): readonly string[] {
  const from = firstAtLeast(paths, `${folder}/`);
  return paths.slice(from, firstAtLeast(paths, `${folder}0`));
}

function firstAtLeast(paths: readonly string[], wanted: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] as string) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The parts of a repository that decide who may do what, and so are read. Everything else is not looked at. */
export const deliveryFolders: readonly string[] = ['.github', 'apps', 'clusters', 'policies'];

/** Files outside those folders that GitHub reads rights from. */
export const deliveryFiles: readonly string[] = ['CODEOWNERS', 'docs/CODEOWNERS'];

/**
 * The path a relative reference leads to, from the repository's top.
 * @param folder folder of the file that refers
 * @returns undefined where the reference leaves the repository
 */
export function resolvePath(folder: string, reference: string): string | undefined {
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of reference.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** The folder a path lies in; empty for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Orders texts by code unit: the same on every machine, unlike a locale's order. */
export function byCodePoint(left: string, right: string): number {
  return Number(left > right) - Number(left < right);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes of a file as text, without a byte-order mark.
 * @throws Failure (unreadable) where the bytes are not UTF-8, which Kubernetes would refuse as well
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Failure('unreadable', {
      what: `${path} is not UTF-8 text`,
      at: { file: path, line: 1 },
      why: 'YAML for Kubernetes is UTF-8; other bytes read differently to different programs',
      fix: 'save the file as UTF-8, or keep binary files out of the delivery folders',
    });
  }
}

/**
 * Reads the delivery folders of a checkout. Symbolic links are listed, never followed: what they point at is not what
 * review saw. Each file is read once, so that all questions are about the same text: every cluster asks for Argo CD's
 * manifest, which has two megabytes.
 * @param root top folder of the repository
 */
export function diskTree(root: string): Tree {
  const kinds = new Map<string, EntryKind>();
  for (const folder of deliveryFolders) {
    walk(root, folder, kinds);
  }
  for (const file of deliveryFiles) {
    if (lstatSync(join(root, file), { throwIfNoEntry: false })) kinds.set(file, 'file');
  }
  const paths = [...kinds.keys()].sort(byCodePoint);
  const texts = new Map<string, string>();
  return {
    paths,
    kind: (path) => kinds.get(path),
    text: (path) => texts.getOrInsertComputed(path, () => decodeText(path, read(root, path))),
    bytes: (path) => read(root, path),
  };
}

function walk(root: string, folder: string, kinds: Map<string, EntryKind>): void {
  const found = lstatSync(join(root, folder), { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) kinds.set(folder, 'symlink');
  if (!found?.isDirectory()) return;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) walk(root, path, kinds);
    else kinds.set(path, entry.isSymbolicLink() ? 'symlink' : 'file');
  }
}

function read(root: string, path: string): Uint8Array {
  try {
    return readFileSync(join(root, path));
  } catch (error) {
    throw new Failure('unreadable', {
      what: `${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      at: { file: path, line: 1 },
      fix: 'check that the file exists and that you may read it',
    });
  }
}
