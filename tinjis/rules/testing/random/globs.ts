import fc, { type Arbitrary } from 'fast-check';

const pieces = fc.constantFrom(
  'a',
  'b',
  'a',
  'b',
  '/',
  '*',
  '**',
  '?',
  '[ab]',
  '[!a]',
  '[a-b]',
  '[b-a]',
  '{a,b}',
  '{a*,}',
  '{',
  '}',
  ',',
  '[',
  ']',
  '!',
  '-',
  '\\',
  'é',
);

/** A pattern of gobwas/glob over few characters, often malformed. */
const anyGlob: Arbitrary<string> = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));

const letters = fc.array(fc.constantFrom('a', 'b', 'a', 'b', '/', 'c', 'é', ',', '-'), { maxLength: 5 });

/** The signs that may stand for a character in a pattern that matches it, or nearly does. */
const standsFor = (letter: string): Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(letter) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '*',
        '**',
        '?',
        `{${letter},b}`,
        `{*${letter},}`,
        `[${letter}a]`,
        '[!x]',
        '[a-c]',
        `\\${letter}`,
        `${letter}*`,
        '',
      ),
    },
    { weight: 1, arbitrary: pieces },
  );

/** Patterns, each with a text; about half of them match. */
export const globs: Arbitrary<{ pattern: string; text: string; separator: string }> = letters.chain((text) =>
  fc.record({
    pattern: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(...text.map(standsFor)).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: anyGlob },
    ),
    text: fc.constant(text.join('')),
    separator: fc.constantFrom('', '/'),
  }),
);
