import fc from 'fast-check';

export interface OwnersCase {
  readonly lines: readonly string[];
  readonly path: string;
}

const name = fc.constantFrom('a', 'a', 'b', 'c', 'docs', 'x.ts', 'a b', '(a)');
const piece = fc.oneof(
  { weight: 5, arbitrary: name },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '*',
      '*',
      '**',
      '**',
      '?',
      'a*',
      '*.ts',
      'd?cs',
      '*c*',
      'a\\*',
      'A',
      '***',
      '[a]',
      '\\(a)',
    ),
  },
);

/**
 * Patterns as GitHub documents them, except where the library is known to differ from GitHub's documentation. Two `**`
 * in a row, and `**` before a slash at the end, match nothing in the library. It fails on `/` alone, drops a backslash
 * at the end, and refuses `$`, `:`, quotes, brackets behind a backslash, `~ % = , &` and letters beyond ASCII. A `#`
 * inside a word is left out too.
 */
const patternOf = (segments: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('', '', '/'), segments, fc.constantFrom('', '', '/'))
    .map(([start, words, end]) => `${start}${words.join('/').replaceAll(/(?<!\\) /g, '\\ ')}${end}`)
    .filter((text) => !/\*\*\/\*\*|(?:^|\/)\*\*\/$/.test(text) && text !== '/');

/** Half of the patterns come from the path, or hardly any would match. */
const patternFor = (path: readonly string[]): fc.Arbitrary<string> => {
  const like = path.map((word) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(word.replaceAll('*', '\\*')) }, { weight: 1, arbitrary: piece }),
  );
  const near = fc
    .tuple(fc.nat(path.length - 1), fc.tuple(...like))
    .map(([cut, words]) => words.slice(0, path.length - cut));
  return fc.oneof(patternOf(near), patternOf(fc.array(piece, { minLength: 1, maxLength: 4 })));
};

const owner = fc.constantFrom(
  '@ann',
  '@ann',
  '@org/team',
  '@org/team',
  '@org/other-team',
  'me@example.org',
  'nobody',
  '@',
);
const lineFor = (path: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(patternFor(path), fc.array(owner, { maxLength: 2 })).map((words) => words.flat().join(' ')),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '  ',
        '# a comment',
        '/a @ann # why',
        '\t/a  @ann\t',
        '!a @ann',
        'a//b @ann',
        '/a\\ b @ann',
      ),
    },
  );

const paths = fc.array(fc.constantFrom('a', 'a', 'b', 'c', 'docs', 'x.ts', 'a b', 'ab', 'a*', 'A', '(a)'), {
  minLength: 1,
  maxLength: 4,
});

export const ownersCases: fc.Arbitrary<OwnersCase> = paths.chain((path) =>
  fc.record({ lines: fc.array(lineFor(path), { minLength: 1, maxLength: 5 }), path: fc.constant(path.join('/')) }),
);
