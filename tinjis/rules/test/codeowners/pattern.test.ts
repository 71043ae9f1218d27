import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { compilePattern } from '../../src/codeowners/pattern.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const matches = (pattern: string, path: string): boolean => {
  const compiled = compilePattern(pattern);
  if (compiled.fault !== undefined) throw new Error(compiled.fault);
  return compiled.matches(path);
};

/** Pattern, paths it takes, neighbours it leaves. */
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['apps', ['apps', 'apps/x', 'a/apps', 'a/apps/x'], ['apps.txt', 'a/apps.txt', 'xapps', 'Apps']],
  ['/apps', ['apps', 'apps/x/y'], ['a/apps', 'apps.txt', 'appsx/y']],
  ['apps/', ['apps/x', 'apps/x/y', 'a/apps/x'], ['apps', 'a/apps']],
  ['/apps/', ['apps/x', 'apps/x/y'], ['apps', 'a/apps/x']],
  ['apps/billing', ['apps/billing', 'apps/billing/x'], ['apps/billing2', 'a/apps/billing']],
  ['/apps/billing/', ['apps/billing/x'], ['apps/billing', 'apps/billing2/x', 'a/apps/billing/x']],
  ['*', ['x', 'a/x', 'a/.x'], []],
  ['**', ['x', 'a/x'], []],
  ['/*', ['x'], ['a/x']],
  ['/*/', ['a/x', 'a/b/x'], ['a']],
  ['*.ts', ['x.ts', 'a/x.ts', 'a.ts/x'], ['x.tsx', 'xts']],
  ['/a*', ['ab', 'ab/x'], ['b/ab']],
  ['docs/*', ['docs/x'], ['docs', 'docs/a/x', 'a/docs/x']],
  ['docs/*.md', ['docs/x.md'], ['docs/a/x.md', 'a/docs/x.md']],
  ['a/*/c', ['a/b/c', 'a/b/c/d'], ['a/c', 'a/b/b/c']],
  ['a/**/c', ['a/c', 'a/b/c', 'a/b/b/c/d'], ['x/a/c', 'ac']],
  ['**/a/*', ['a/x', 'b/a/x'], ['a', 'a/x/y', 'b/a/x/y']],
  ['**/a/b', ['a/b', 'x/a/b', 'x/y/a/b/z'], ['a/x/b']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'x/a/b']],
  ['a/**/', ['a/b', 'a/b/c'], ['a']],
  ['a?c', ['abc'], ['ac', 'a/c', 'abbc']],
  ['a\\*c', ['a*c'], ['abc']],
  ['a\\ b', ['a b', 'a b/c'], ['a', 'b']],
  ['a.c', ['a.c'], ['abc']],
  ['/', [], ['a', 'a/b']],
  ['/(admin)/$id/{a,b}/', ['(admin)/$id/{a,b}/x'], ['admin/$id/{a,b}/x', '(admin)/id/a/x']],
  ['/\\[slug\\]/', ['[slug]/x'], ['s/x', 'slug/x']],
  ['/a:b|c\'d"e;f<g>^h`', ['a:b|c\'d"e;f<g>^h`'], ['a']],
  ['/a/!b', ['a/!b'], ['a/b']],
  ['/é+@_-', ['é+@_-'], ['é@_-']],
];

describe('compilePattern', () => {
  for (const [pattern, taken, left] of cases) {
    it(`takes exactly what GitHub takes by ${pattern}`, () => {
      expect(taken.filter((path) => !matches(pattern, path))).to.equal([]);
      expect(left.filter((path) => matches(pattern, path))).to.equal([]);
    });
  }

  for (const pattern of [
    '!a',
    '\\#a',
    '[ab]',
    'a***',
    'a\\',
    'a//b',
    '//',
    'a#b',
    'a\\/b',
    'a\u0000',
    'a\u00a0',
    '\ufeffa',
  ]) {
    it(`finds a fault in ${JSON.stringify(pattern)}`, () => {
      expect(compilePattern(pattern)).to.include('fault');
    });
  }

  it('matches a path against itself, whatever its letters', () => {
    const name = fc.stringMatching(/^[ -.0-Z^-~][ -.0-~]{0,7}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const written = names.join('/').replaceAll(/[\\*?[\] #]/g, '\\$&');
        expect(matches(`/${written}`, names.join('/'))).to.be.true();
      }),
    );
  });

  it('matches with a fault whatever it matches in any reading', () => {
    const readings: readonly (readonly [string, readonly string[]])[] = [
      ['!a', ['a', '!a', 'b/a']],
      ['/a/[bc]/d', ['a/b/d', 'a/[bc]/d']],
      ['a[bc].ts', ['ab.ts', 'x/ac.ts', 'a[bc].ts']],
      ['/a/***', ['a/b', 'a/b/c']],
      ['a//b', ['a/b', 'a/x/b']],
      ['/a#b', ['a', 'a#b']],
    ];
    for (const [pattern, paths] of readings) {
      const { matches: test, fault } = compilePattern(pattern);
      expect([fault === undefined, paths.filter((path) => !test(path))], pattern).to.equal([false, []]);
    }
    expect(compilePattern('/a/[bc]/d').matches('x/y')).to.be.false();
  });

  it('stays quick on a pattern made of wildcards', () => {
    const started = process.hrtime.bigint();
    matches(`/${'*a'.repeat(8)}`, `${'a'.repeat(60)}/b`);
    matches(`/${'**/a/'.repeat(6)}b`, 'a/'.repeat(20));
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.below(5000);
  });
});
