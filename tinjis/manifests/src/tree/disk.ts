import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { decodeText } from './decode-text.ts';
import { byCodePoint } from './order.ts';
import { deliveryFiles, deliveryFolders, type EntryKind, type Tree } from './tree.ts';

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
