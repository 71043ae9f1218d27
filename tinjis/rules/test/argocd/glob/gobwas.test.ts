import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readGobwas } from '../../../src/argocd/glob/gobwas.ts';
import { matchesPattern } from '../../../src/argocd/glob/gobwas.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function glob(pattern: string, text: string, separators = ''): boolean | undefined {
  const parts = readGobwas(pattern, separators);
  return parts && matchesPattern(parts, text);
}

describe('readGobwas', () => {
  it('lets a star stop at a separator, and two stars cross it', () => {
    expect(glob('http://*', 'http://host/path', '/')).to.be.false();
    expect(glob('http://**', 'http://host/path', '/')).to.be.true();
    expect(glob('http://*', 'http://host/path')).to.be.true();
    expect(glob('org/*', 'org/team', '/')).to.be.true();
    expect(glob('***', 'a/b', '/')).to.be.true();
  });

  it('takes a question mark for one character that is no separator', () => {
    expect(glob('a?c', 'abc', '/')).to.be.true();
    expect(glob('a?c', 'a/c', '/')).to.be.false();
    expect(glob('a?c', 'a/c')).to.be.true();
    expect(glob('a?', 'a')).to.be.false();
    expect(glob('?', '😀')).to.be.true();
  });

  it('reads classes, which pay no heed to separators', () => {
    expect(glob('[ab]', 'b')).to.be.true();
    expect(glob('[!ab]', 'b')).to.be.false();
    expect(glob('[!ab]', '/', '/')).to.be.true();
    expect(glob('[a-c]', 'b')).to.be.true();
    expect(glob('[a-c]', 'd')).to.be.false();
    expect(glob('[!a-c]', 'd')).to.be.true();
    expect(glob('[ab-d]', '-')).to.be.true();
    expect(glob('[ab-d]', 'c')).to.be.false();
    expect(glob('[\\]]', ']')).to.be.true();
    expect(glob('[]-a]', '^')).to.be.true();
    expect(glob('[!!a]', '!')).to.be.false();
  });

  it('reads braces as alternatives, also nested and empty ones', () => {
    for (const text of ['payments', 'billing']) {
      expect(glob('{payments,billing}', text)).to.be.true();
    }
    expect(glob('{payments,billing}', 'payments,billing')).to.be.false();
    expect(glob('a{b*,c}d', 'abxd')).to.be.true();
    expect(glob('{{a,b},c}', 'b')).to.be.true();
    expect(glob('{,a}b', 'b')).to.be.true();
    expect(glob('x{}y', 'xy')).to.be.true();
  });

  it('takes commas, closing signs and escaped signs for themselves', () => {
    expect(glob('a,b', 'a,b')).to.be.true();
    expect(glob('a}b]', 'a}b]')).to.be.true();
    expect(glob('\\*', '*')).to.be.true();
    expect(glob('\\*', 'a')).to.be.false();
    expect(glob('{a\\,b,c}', 'a,b')).to.be.true();
  });

  it('refuses what the library refuses', () => {
    for (const pattern of [
      '{a',
      '{a,b',
      '{[}',
      '[',
      '[a',
      '[!',
      '[]',
      '[!]',
      '[b-a]',
      '[a-b',
      '[a-bc]',
      '[a-',
      'a\\',
      '[a\\',
      '{a\\',
    ]) {
      expect(glob(pattern, 'a'), pattern).to.be.undefined();
    }
    expect(glob('{a}', 'a')).to.be.true();
  });

  it('matches a text against itself, once its signs are escaped', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => glob(text.replace(/[\\*?[\]{}]/g, '\\$&'), text, '/') === true,
      ),
    );
  });

  it('matches no less without separators', () => {
    const pattern = fc.array(fc.constantFrom('a', '/', '*', '?', '[!a]', '{a,*}')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.constantFrom('a', '/')).map((parts) => parts.join('')),
        (glob1, text) => glob(glob1, text, '/') !== true || glob(glob1, text) === true,
      ),
    );
  });

  it('takes time that grows with the pattern, not with the ways to match it', () => {
    const start = performance.now();
    expect(glob('{*a,*}'.repeat(40), `${'a'.repeat(400)}b!`)).to.be.true();
    expect(glob(`${'*a'.repeat(40)}c`, 'a'.repeat(400))).to.be.false();
    expect(performance.now() - start).to.be.below(2000);
  });
});
