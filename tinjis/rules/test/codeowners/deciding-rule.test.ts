import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { readCodeowners } from '../../src/codeowners/codeowners.ts';
import { decidingRule } from '../../src/codeowners/deciding-rule.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const segment = fc.constantFrom('a', 'b', 'a b', 'a*', '*', '**', '?', 'x.ts', '*.ts');
const pattern = fc
  .tuple(fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
  .map(([start, segments, end]) => `${start}${segments.join('/').replaceAll(' ', '\\ ')}${end}`);
const path = fc
  .array(fc.constantFrom('a', 'b', 'a b', 'ab', 'x.ts', ''), { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'));

describe('decidingRule()', () => {
  it('is the last rule that matches, however the rules are looked for', () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 6 }),
        fc.array(path, { minLength: 1, maxLength: 6 }),
        (patterns, paths) => {
          const codeowners = readCodeowners(
            patterns.map((each, index) => `${each} @o/t${index}`).join('\n'),
            'CODEOWNERS',
          );
          for (const each of paths) {
            const wanted = codeowners.rules.findLast((rule) => rule.matches(each));
            found += wanted === undefined ? 0 : 1;
            expect(decidingRule(codeowners, each)).to.shallow.equal(wanted);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(found).to.be.above(100);
  });

  it('asks no rule about a folder the path is not in', () => {
    const codeowners = readCodeowners(
      Array.from({ length: 1000 }, (_, team) => `/apps/t${team}/ @o/t${team}`).join('\n'),
      'CODEOWNERS',
    );
    let asked = 0;
    const counting = codeowners.rules.map((rule) => ({
      ...rule,
      matches: (one: string) => (asked++, rule.matches(one)),
    }));
    expect(decidingRule({ ...codeowners, rules: counting }, 'apps/t7/s/base/x.yaml')?.owners).to.equal(['@o/t7']);
    expect(asked).to.equal(1);
  });
});
