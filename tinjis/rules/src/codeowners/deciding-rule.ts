import type { Codeowners, OwnerRule } from './codeowners.ts';
import { memoized } from '../memo.ts';

/** A rule with its place in the file, by the folder that is sure to hold what it matches. */
type RulesByFolder = ReadonlyMap<string, readonly { readonly rule: OwnerRule; readonly index: number }[]>;

/**
 * The rule that decides about a path: the last that matches.
 * Rules are looked for under the path's own folders, since a file has a line for each of a thousand services.
 */
export function decidingRule(codeowners: Codeowners, path: string): OwnerRule | undefined {
  const index = indexOf(codeowners);
  const found = foldersOf(path).flatMap(
    (folder) => index.get(folder)?.findLast(({ rule }) => rule.matches(path)) ?? [],
  );
  return found.toSorted((left, right) => left.index - right.index).at(-1)?.rule;
}

const indexOf = memoized(({ rules }: Codeowners): RulesByFolder =>
  Map.groupBy(
    rules.map((rule, index) => ({ rule, index })),
    ({ rule }) => rule.folder,
  ),
);

/** The folders a path lies in, the top first. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.map((_, depth) => segments.slice(0, depth).join('/'));
}
