import { memoizedText } from '../../memo.ts';
import { readGobwas } from './gobwas.ts';
import { readPathMatch } from './path-match.ts';
import { matches, type Part } from './pattern.ts';

const readers = {
  '': memoizedText((pattern) => readGobwas(pattern, '')),
  '/': memoizedText((pattern) => readGobwas(pattern, '/')),
  path: memoizedText(readPathMatch),
};

/**
 * Whether a pattern of gobwas/glob, Argo CD's dialect, matches the whole text. A malformed pattern matches nothing.
 * @param separators the characters `*` and `?` stop at; `/` for repositories, none for destinations and RBAC
 */
export function globMatches(pattern: string, text: string, separators: '' | '/'): boolean {
  if (isPlain(pattern)) return pattern === text;
  return matchesParts(readers[separators](pattern), text);
}

/** Whether gobwas/glob can read a pattern. */
export function isGlob(pattern: string): boolean {
  return readers[''](pattern) !== undefined;
}

/** Whether a pattern of Go's `filepath.Match` matches the whole text. A malformed pattern matches nothing. */
export function pathMatches(pattern: string, text: string): boolean {
  if (isPlain(pattern)) return pattern === text;
  return matchesParts(readers.path(pattern), text);
}

/** Whether a pattern has no sign that means anything in either dialect: most of them are names written out. */
function isPlain(pattern: string): boolean {
  return !/[*?[{\\]/.test(pattern);
}

function matchesParts(parts: readonly Part[] | undefined, text: string): boolean {
  return parts !== undefined && matches(parts, text);
}
