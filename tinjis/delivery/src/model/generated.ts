import { byCodePoint, type Tree } from '@tinjis/manifests/tree/tree';

/** A file that `tinjis generate` writes. */
export interface GeneratedFile {
  /** From the repository's top, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * First line of every generated file: by it a reader knows not to edit, and the generator which files it may remove.
 */
export const mark = markFrom('policies/teams.yaml');

/** The same of a file that follows from another one of `policies`. */
export function markFrom(source: string): string {
  return `# Generated from ${source} by \`tinjis generate\`. Change that file instead: edits here are overwritten.`;
}

/** One file that is not as the generator gives it. Without `wanted` it is a leftover; without `found` it is missing. */
export interface Drift {
  readonly path: string;
  readonly found?: string;
  readonly wanted?: string;
}

/** Where generated files lie; nowhere else is one looked for. */
const folders = ['clusters/', '.github/'];

/**
 * What in the repository differs from what the generator gives: files changed, missing, or left over (they carry the
 * mark, but nothing generates them any more). In the order of their paths.
 */
export function findDrift(tree: Tree, files: readonly GeneratedFile[]): Drift[] {
  const wanted = new Map(files.map(({ path, text }) => [path, text]));
  const leftovers = tree.paths
    .filter(
      (path) => folders.some((folder) => path.startsWith(folder)) && !wanted.has(path) && tree.kind(path) === 'file',
    )
    .map((path) => ({ path, found: tree.text(path) }))
    .filter(({ found }) => found.startsWith(mark));
  const changed = files.flatMap(({ path, text }): Drift[] => {
    if (tree.kind(path) === undefined) return [{ path, wanted: text }];
    const found = tree.kind(path) === 'file' ? tree.text(path) : '';
    return found === text ? [] : [{ path, found, wanted: text }];
  });
  return [...leftovers, ...changed].sort((a, b) => byCodePoint(a.path, b.path));
}
