/**
 * Reads a pattern of Argo CD's glob dialect, the Go library gobwas/glob 1.0.0, used for sources, destinations and RBAC.
 *
 * `*` matches any characters but separators, `**` any characters, and `?` any single character but a separator.
 * `[abc]`, `[a-c]` and `[!…]` match one character of a class, `{a,b}` matches either pattern, and `\` takes the next
 * character as it is. Without separators `*` is `**`.
 *
 * @param separators the characters at which `*` and `?` stop, each a single code point
 * @returns undefined for a pattern that the library refuses: Argo CD then logs a warning, and nothing matches it
 * @see https://github.com/gobwas/glob/blob/v1.0.0/glob.go
 */
export function readGobwas(pattern: string, separators: string): readonly PatternPart[] | undefined {
  return new Reader([...pattern], separators).pattern();
}

class Reader {
  readonly #characters: readonly string[];
  readonly #separators: string;
  #next = 0;

  constructor(characters: readonly string[], separators: string) {
    this.#characters = characters;
    this.#separators = separators;
  }

  pattern(): readonly PatternPart[] | undefined {
    return this.#sequence(false);
  }

  /** Up to the end or, within braces, up to the `,` or `}` that ends it (left unread). */
  #sequence(braced: boolean): PatternPart[] | undefined {
    const parts: PatternPart[] = [];
    for (;;) {
      const character = this.#characters[this.#next];
      if (character === undefined) return braced ? undefined : parts;
      if (braced && (character === ',' || character === '}')) return parts;
      const part = this.#part(character, braced);
      if (!part) return undefined;
      parts.push(part);
    }
  }

  #part(character: string, braced: boolean): PatternPart | undefined {
    const separators = this.#separators;
    switch (character) {
      case '*':
        if (this.#skip('**')) return { is: 'any', except: '' };
        this.#next += 1;
        return { is: 'any', except: separators };
      case '?':
        this.#next += 1;
        return { is: 'one', accepts: (one) => !separators.includes(one) };
      case '{':
        return this.#braces();
      case '[':
        return this.#class();
      default:
        return this.#text(braced ? '?*[{},' : '?*[{');
    }
  }

  #skip(text: string): boolean {
    const here = this.#characters.slice(this.#next, this.#next + text.length).join('') === text;
    if (here) this.#next += text.length;
    return here;
  }

  /** Literal characters up to a character that ends them; a backslash at the very end is an error. */
  #text(enders: string): (PatternPart & { is: 'text' }) | undefined {
    const characters: string[] = [];
    for (;;) {
      const character = this.#characters[this.#next];
      if (character === undefined || enders.includes(character)) return { is: 'text', characters };
      this.#next += 1;
      const literal = character === '\\' ? this.#characters[this.#next++] : character;
      if (literal === undefined) return undefined;
      characters.push(literal);
    }
  }

  #braces(): PatternPart | undefined {
    const branches: PatternPart[][] = [];
    do {
      this.#next += 1; // the `{`, or the `,` before this branch
      const branch = this.#sequence(true);
      if (!branch) return undefined;
      branches.push(branch);
    } while (this.#characters[this.#next] === ',');
    this.#next += 1; // the `}`
    return { is: 'either', branches };
  }

  /** `[lo-hi]` or `[characters]`, not both: in `[ab-d]` the minus is a character. */
  #class(): PatternPart | undefined {
    this.#next += 1;
    const negated = this.#skip('!');
    if (this.#characters[this.#next + 1] === '-') {
      const [low, , high, end] = this.#characters.slice(this.#next, this.#next + 4);
      this.#next += 4;
      if (end !== ']') return undefined;
      const range = [only(low as string)[0], only(high as string)[0]] as const; // what stands before an end is there
      return range[0] <= range[1] ? characterClass([range], negated) : undefined;
    }
    const set = this.#text(']');
    if (!set || set.characters.length === 0 || !this.#skip(']')) return undefined;
    return characterClass(set.characters.map(only), negated);
  }
}

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
