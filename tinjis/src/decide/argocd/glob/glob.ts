import { readGobwas } from './gobwas.ts';
import { readPathMatch } from './path-match.ts';
import { matches, type Part } from './pattern.ts';

/** Patterns read so far. An organisation has thousands of questions about the same few hundred patterns. */
const read = new Map<string, readonly Part[] | undefined>();
const mostRead = 10_000;

/**
 * Whether a pattern of gobwas/glob, Argo CD's dialect, matches the whole text. A malformed pattern matches nothing.
 * @param separators the characters `*` and `?` stop at; `/` for repositories, none for destinations and RBAC
 */
export function globMatches(pattern: string, text: string, separators: '' | '/'): boolean {
  if (isPlain(pattern)) return pattern === text;
  const parts = partsOf(pattern, separators);
  return parts !== undefined && matches(parts, text);
}

/** Whether gobwas/glob can read a pattern. */
export function isGlob(pattern: string): boolean {
  return partsOf(pattern, '') !== undefined;
}

/** Whether a pattern of Go's `filepath.Match` matches the whole text. A malformed pattern matches nothing. */
export function pathMatches(pattern: string, text: string): boolean {
  if (isPlain(pattern)) return pattern === text;
  const parts = remember(`path ${pattern}`, () => readPathMatch(pattern));
  return parts !== undefined && matches(parts, text);
}

/** Whether a pattern has no sign that means anything in either dialect: most of them are names written out. */
function isPlain(pattern: string): boolean {
  return !/[*?[{\\]/.test(pattern);
}

function partsOf(pattern: string, separators: '' | '/'): readonly Part[] | undefined {
  return remember(`glob${separators} ${pattern}`, () => readGobwas(pattern, separators));
}

function remember(key: string, make: () => readonly Part[] | undefined): readonly Part[] | undefined {
  if (!read.has(key)) {
    if (read.size >= mostRead) read.clear();
    read.set(key, make());
  }
  return read.get(key);
}
