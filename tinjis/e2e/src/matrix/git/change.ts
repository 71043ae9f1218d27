import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkingCopy } from '../../delivery/working-copy.ts';

/** One changed path of a commit. */
export type FileChange = { readonly path: string } & (
  | { readonly text: string; readonly executable?: boolean }
  /** A line at the end of the file as it is. */
  | { readonly added: string }
  | { readonly linkTo: string }
  /** A commit of another repository. */
  | { readonly submodule: string }
  | { readonly removed: true }
);

let files = 0;

/**
 * Makes a commit of changes on top of another, without touching the files that are checked out. One at a time: there is
 * one index.
 */
export async function commitOn(
  copy: WorkingCopy,
  parent: string,
  changes: readonly FileChange[],
  message: string,
): Promise<string> {
  await copy.git('read-tree', parent);
  for (const change of changes) {
    if ('removed' in change) await copy.git('update-index', '--force-remove', change.path);
    else {
      const { mode, object } = await entryOf(copy, parent, change);
      await copy.git('update-index', '--add', '--cacheinfo', `${mode},${object},${change.path}`);
    }
  }
  return copy.git('commit-tree', '-p', parent, '-m', message, await copy.git('write-tree'));
}

/** An entry of Git's index. */
interface Entry {
  readonly mode: string;
  readonly object: string;
}

async function entryOf(
  copy: WorkingCopy,
  parent: string,
  change: Exclude<FileChange, { removed: true }>,
): Promise<Entry> {
  if ('submodule' in change) return { mode: '160000', object: change.submodule };
  if ('linkTo' in change) return { mode: '120000', object: await blob(copy, change.linkTo) };
  if ('added' in change)
    return {
      mode: '100644',
      object: await blob(copy, `${await copy.git('cat-file', 'blob', `${parent}:${change.path}`)}\n${change.added}\n`),
    };
  return { mode: change.executable ? '100755' : '100644', object: await blob(copy, change.text) };
}

async function blob(copy: WorkingCopy, text: string): Promise<string> {
  const file = join(copy.folder, '.git', `tinjis-blob-${(files += 1)}`);
  await writeFile(file, text);
  return copy.git('hash-object', '-w', '--no-filters', '--', file);
}
