import { execFileSync } from 'node:child_process';
import { Failure } from '../failure.ts';
import { decodeText, byCodePoint, deliveryFiles, deliveryFolders, type EntryKind, type Tree } from './tree.ts';

const kindOfMode: Readonly<Record<string, EntryKind>> = {
  '100644': 'file',
  '100755': 'file',
  '120000': 'symlink',
  '160000': 'submodule',
};

/**
 * Reads the delivery folders of a Git revision, without touching the checkout.
 * @param root a folder inside the repository
 * @param revision any name Git knows: a branch, a tag, a commit
 * @throws Failure (unreadable) where Git does not know the revision
 */
export function gitTree(root: string, revision: string): Tree {
  const objects = list(root, revision);
  const bytes = contents(
    root,
    [...objects.values()].filter(({ kind }) => kind === 'file').map(({ id }) => id),
  );
  const read = (path: string): Uint8Array => {
    const found = bytes.get(objects.get(path)?.id ?? '');
    if (found) return found;
    throw new Failure('unreadable', { what: `${revision} has no file ${path}`, fix: 'name a revision that has it' });
  };
  return {
    paths: [...objects.keys()].sort(byCodePoint),
    kind: (path) => objects.get(path)?.kind,
    text: (path) => decodeText(path, read(path)),
    bytes: read,
  };
}

function list(root: string, revision: string): Map<string, { readonly kind: EntryKind; readonly id: string }> {
  // --end-of-options: a revision that begins with a dash is a name, not an option.
  const listing = git(root, revision, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    '--end-of-options',
    revision,
    '--',
    ...deliveryFolders,
    ...deliveryFiles,
  ]);
  const objects = new Map<string, { readonly kind: EntryKind; readonly id: string }>();
  for (const line of listing.toString('utf8').split('\0').slice(0, -1)) {
    const [head = '', path = ''] = line.split('\t', 2);
    const [mode = '', , id = ''] = head.split(' ');
    objects.set(path, { kind: kindOfMode[mode] as EntryKind, id });
  }
  return objects;
}

/** One `git cat-file` for all objects: its answers are `ID TYPE SIZE`, a newline, SIZE bytes, a newline. */
function contents(root: string, ids: readonly string[]): Map<string, Uint8Array> {
  const out = git(root, 'HEAD', ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  const bytes = new Map<string, Uint8Array>();
  let offset = 0;
  for (const id of ids) {
    const end = out.indexOf(10, offset);
    const size = Number(out.toString('latin1', offset, end).split(' ')[2]);
    bytes.set(id, out.subarray(end + 1, end + 1 + size));
    offset = end + 1 + size + 1;
  }
  return bytes;
}

function git(root: string, revision: string, args: readonly string[], input = ''): Buffer {
  try {
    return execFileSync('git', args, { cwd: root, input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const [said] = String((error as { stderr: Buffer }).stderr).split('\n');
    throw new Failure('unreadable', {
      what: `Git cannot read revision ${revision}: ${said}`,
      fix: 'name a revision of this repository; in a shallow clone, fetch it first',
    });
  }
}
