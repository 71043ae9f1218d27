import { memoizedText } from '../../memo.ts';
import { readGobwas, matchesPattern, type PatternPart, characterClass, type CharacterRange } from './gobwas.ts';

const readers = {
  '': memoizedText((pattern) => readGobwas(pattern, '')),
  '/': memoizedText((pattern) => readGobwas(pattern, '/')),
  path: memoizedText(readPathMatch),
};

/**
 * Whether a pattern of gobwas/glob, Argo CD's dialect, matches the whole text. A malformed pattern matches nothing.
 * @param separators the characters at which `*` and `?` stop; `/` for repositories, none for destinations and RBAC
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

/** Whether a pattern has no special sign in either dialect: most patterns are names written out. */
function isPlain(pattern: string): boolean {
  return !/[*?[{\\]/.test(pattern);
}

function matchesParts(parts: readonly PatternPart[] | undefined, text: string): boolean {
  return parts !== undefined && matchesPattern(parts, text);
}

/**
 * Reads a pattern of Go's `filepath.Match`, the dialect of an AppProject's lists of kinds.
 *
 * `*` matches any characters but `/`, and `?` any single character but `/`. `[a-cx]` and `[^…]` match one character of
 * a class, and `\` takes the next character as it is. Braces and `**` mean nothing special. Group, kind and name never
 * hold a slash, so it does not matter where Go lets a slash pass.
 *
 * @returns undefined for a malformed pattern: Argo CD passes over the whole item
 * @see https://pkg.go.dev/path/filepath#Match
 */
export function readPathMatch(pattern: string): readonly PatternPart[] | undefined {
  const characters = [...pattern];
  const parts: PatternPart[] = [];
  let next = 0;

  /** An end of a range within a class: it must be there, and the class must go on behind it. */
  function rangeEnd(): number | undefined {
    if (characters[next] === '-' || characters[next] === ']') return undefined;
    if (characters[next] === '\\') next += 1;
    const point = characters[next]?.codePointAt(0);
    next += 1;
    return next < characters.length ? point : undefined;
  }

  function ranges(): CharacterRange[] | undefined {
    const found: CharacterRange[] = [];
    while (characters[next] !== ']' || found.length === 0) {
      const low = rangeEnd();
      if (low === undefined) return undefined;
      let high: number | undefined = low;
      if (characters[next] === '-') {
        next += 1;
        high = rangeEnd();
      }
      if (high === undefined) return undefined;
      found.push([low, high]);
    }
    next += 1;
    return found;
  }

  while (next < characters.length) {
    const character = characters[next++] as string;
    if (character === '*') parts.push({ is: 'any', except: '/' });
    else if (character === '?') parts.push({ is: 'one', accepts: (one) => one !== '/' });
    else if (character === '[') {
      const negated = characters[next] === '^';
      if (negated) next += 1;
      const found = ranges();
      if (!found) return undefined;
      parts.push(characterClass(found, negated));
    } else {
      const literal = character === '\\' ? characters[next++] : character;
      if (literal === undefined) return undefined;
      parts.push({ is: 'text', characters: [literal] });
    }
  }
  return parts;
}
