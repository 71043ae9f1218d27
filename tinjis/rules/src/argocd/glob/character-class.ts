import type { Part } from './pattern.ts';

/** Two code points and all between them. */
export type Range = readonly [low: number, high: number];

/**
 * One character in (or, negated, outside) any of the ranges. A class pays no heed to separators: both of Argo CD's glob
 * dialects let `[!a]` match a slash.
 */
export function characterClass(ranges: readonly Range[], negated: boolean): Part {
  return {
    is: 'one',
    accepts: (character) => {
      const point = character.codePointAt(0) as number;
      return ranges.some(([low, high]) => low <= point && point <= high) !== negated;
    },
  };
}

/** A character as a range of itself. */
export function only(character: string): Range {
  const point = character.codePointAt(0) as number;
  return [point, point];
}
