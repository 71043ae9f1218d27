/** The demand of a pattern on one stretch of text. */
export type PatternPart =
  | { readonly is: 'text'; readonly characters: readonly string[] }
  /** Any stretch, even an empty stretch, without the characters in `except`. */
  | { readonly is: 'any'; readonly except: string }
  | { readonly is: 'one'; accepts(character: string): boolean }
  | { readonly is: 'either'; readonly branches: readonly (readonly PatternPart[])[] };

/**
 * Whether the parts, one after the other, match the whole text.
 *
 * This follows all ways to match at once, with a mark for each place reached. The time grows with pattern times text,
 * so no pattern can make it explode. Patterns come from files that anybody may propose.
 */
export function matchesPattern(parts: readonly PatternPart[], text: string): boolean {
  const characters = [...text];
  const start = new Uint8Array(characters.length + 1);
  start[0] = 1;
  return follow(parts, characters, start)[characters.length] === 1;
}

/**
 * Turns the places reached before the parts into the places reached after them. A place is a number of consumed
 * characters.
 */
function follow(parts: readonly PatternPart[], characters: readonly string[], from: Uint8Array): Uint8Array {
  return parts.reduce((places, part) => step(part, characters, places), from);
}

function step(part: PatternPart, characters: readonly string[], from: Uint8Array): Uint8Array {
  const reached = new Uint8Array(from.length);
  switch (part.is) {
    case 'text':
      from.forEach((on, place) => {
        const here = on && part.characters.every((character, index) => characters[place + index] === character);
        if (here) reached[place + part.characters.length] = 1;
      });
      return reached;
    case 'one':
      characters.forEach((character, place) => {
        if (from[place] && part.accepts(character)) reached[place + 1] = 1;
      });
      return reached;
    case 'any': {
      let within = 0;
      from.forEach((on, place) => {
        within |= on;
        reached[place] = within;
        const character = characters[place];
        if (character !== undefined && part.except.includes(character)) within = 0;
      });
      return reached;
    }
    case 'either':
      for (const branch of part.branches) {
        follow(branch, characters, from).forEach((on, place) => {
          if (on) reached[place] = 1;
        });
      }
      return reached;
  }
}

/** Two code points and all between them. */
export type CharacterRange = readonly [low: number, high: number];

/**
 * One character in (or, negated, outside) any of the ranges. A class ignores separators: both of Argo CD's glob
 * dialects let `[!a]` match a slash.
 */
export function characterClass(ranges: readonly CharacterRange[], negated: boolean): PatternPart {
  return {
    is: 'one',
    accepts: (character) => {
      const point = character.codePointAt(0) as number;
      return ranges.some(([low, high]) => low <= point && point <= high) !== negated;
    },
  };
}

/** A range with a single character. */
export function only(character: string): CharacterRange {
  const point = character.codePointAt(0) as number;
  return [point, point];
}
