import type { Snapshot } from '../model/proposal.ts';
import { type GuardReason, reason, wholeFile } from './rules.ts';

/**
 * Finds paths that some file systems take for one: names that differ only in case or in Unicode form, of the file or of
 * a folder above it.
 * @returns a function that judges one path of the tree the index was made of
 */
export function collisions({ paths, mode }: Snapshot): (path: string) => GuardReason[] {
  const byFolded = new Map<string, string>();
  const clashes = new Map<string, string>();
  for (const path of paths) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const name = path.slice(0, end);
      const other = byFolded.get(fold(name));
      if (other === name) break;
      if (other === undefined) byFolded.set(fold(name), name);
      else clashes.set(name, other).set(other, name);
    }
  }
  return (path) => {
    if (mode(path) === undefined) return [];
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const name = path.slice(0, end);
      const other = clashes.get(name);
      if (other !== undefined) return [reason('git/path-collision', wholeFile(path), { path, name, other })];
    }
    return [];
  };
}

function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase();
}
