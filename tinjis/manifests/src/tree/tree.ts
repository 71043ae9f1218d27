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
