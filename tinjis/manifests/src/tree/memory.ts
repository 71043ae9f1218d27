import { Failure } from '../failure.ts';
import { byCodePoint, type EntryKind, type Tree } from './tree.ts';

/** What a changed path holds: text of a file, a link or submodule, or `null` for a removed path. */
export type Change = string | { readonly kind: Exclude<EntryKind, 'file'> } | null;

/** A tree given as text by path: for proofs about a change that is on no disk, such as a mutated policy. */
export function memoryTree(files: Readonly<Record<string, Change>>): Tree {
  return changedTree({ paths: [], kind: () => undefined, text: refuse, bytes: refuse }, files);
}

/**
 * `base` with some paths added, replaced or removed. `base` is left as it is, so that thousands of variants share it.
 */
export function changedTree(base: Tree, changes: Readonly<Record<string, Change>>): Tree {
  const changed = new Map(Object.entries(changes));
  const kind = (path: string): EntryKind | undefined => {
    const change = changed.get(path);
    if (change === undefined) return base.kind(path);
    return change === null ? undefined : typeof change === 'string' ? 'file' : change.kind;
  };
  const text = (path: string): string => {
    const change = changed.get(path);
    if (change === undefined) return base.text(path);
    if (typeof change === 'string') return change;
    return refuse(path);
  };
  const bytes = (path: string): Uint8Array => (changed.has(path) ? Buffer.from(text(path)) : base.bytes(path));
  const kept = base.paths.filter((path) => !changed.has(path));
  const added = [...changed.keys()].filter((path) => changed.get(path) !== null);
  return { paths: [...kept, ...added].sort(byCodePoint), kind, text, bytes };
}

function refuse(path: string): never {
  throw new Failure('unreadable', { what: `there is no file ${path}`, fix: 'add it, or remove what names it' });
}
