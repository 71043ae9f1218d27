import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { ownersOf, readCodeowners } from '../../src/codeowners/codeowners.ts';
import { rulesBelow } from '../../src/codeowners/pattern.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const below = (text: string, folder: string) => {
  const { rules, covering } = rulesBelow(readCodeowners(text, 'CODEOWNERS'), folder);
  expect(covering === undefined || covering === rules.at(-1)).to.be.true();
  return { patterns: rules.map(({ pattern }) => pattern), whole: covering !== undefined };
};

describe('rulesBelow()', () => {
  for (const [text, folder, patterns, whole] of [
    ['* @a\n/apps/x/ @b', 'apps/x', ['/apps/x/'], true],
    ['* @a\n/apps/x @b', 'apps/x', ['/apps/x'], true],
    ['* @a\n/apps/x/ @b', 'apps/x/base', ['/apps/x/'], true],
    ['* @a\n/apps/x/ @b', 'apps', ['/apps/x/', '*'], true],
    ['* @a\n/apps/x/ @b', '', ['/apps/x/', '*'], true],
    ['* @a\n/apps/x/ @b', 'policies', ['*'], true],
    ['/apps/x/ @b', 'policies', [], false],
    ['/apps/x/ @b', 'apps', ['/apps/x/'], false],
    ['* @a\n*.md @b', 'apps', ['*.md', '*'], true],
    ['* @a\n/apps/* @b', 'apps', ['/apps/*', '*'], true],
    ['* @a\n/apps/* @b', 'apps/x', ['*'], true],
    ['* @a\n/apps/*/README.md @b', 'apps/x/y', ['*'], true],
    ['* @a\n/apps/**/docs/ @b', 'apps/x/y', ['/apps/**/docs/', '*'], true],
    ['* @a\n/apps/** @b', 'apps', ['/apps/**'], true],
    ['* @a\n/apps/???/ @b', 'apps', ['/apps/???/', '*'], true],
    ['* @a\n/ @b', 'apps', ['*'], true],
    ['* @a\n/apps/x/\n', 'apps/x', ['/apps/x/'], true],
  ] as const) {
    it(`finds in ${JSON.stringify(text)} what decides below ${folder || 'the top'}`, () => {
      expect(below(text, folder)).to.equal({ patterns: [...patterns], whole });
    });
  }

  it('leaves out no rule that decides about anything below a folder', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'a.md');
    const segment = fc.oneof(name, fc.constantFrom('*', '**', '?', 'a*', '*.md'));
    const pattern = fc
      .tuple(fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
      .map(([start, segments, end]) => `${start}${segments.join('/')}${end}`);
    const rules = fc.array(fc.tuple(pattern, fc.constantFrom('@x', '@y', '')), { maxLength: 6 });
    const folders = fc.array(name, { maxLength: 3 });
    const rest = fc.array(fc.oneof(name, fc.constantFrom('c', 'long-name')), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(rules, folders, rest, (lines, folder, file) => {
        const codeowners = readCodeowners(lines.map((line) => line.join(' ')).join('\n'), 'CODEOWNERS');
        const { rules: found, covering } = rulesBelow(codeowners, folder.join('/'));
        const { reason } = ownersOf(codeowners, [...folder, ...file].join('/'));
        const decides = 'searched' in reason.at ? undefined : reason.at.line;
        if (decides === undefined) expect(covering).to.be.undefined();
        else expect(found.map(({ at }) => at.line)).to.include(decides);
      }),
      { numRuns: 500 },
    );
  });
});
