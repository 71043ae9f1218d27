import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { globMatches, isGlob, pathMatches, readPathMatch } from '../../../src/argocd/glob/glob.ts';
import { matchesPattern } from '../../../src/argocd/glob/gobwas.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('glob', () => {
  it('keeps the dialects apart', () => {
    expect(globMatches('{a,b}', 'a', '')).to.be.true();
    expect(pathMatches('{a,b}', 'a')).to.be.false();
    expect(globMatches('*', 'a/b', '')).to.be.true();
    expect(globMatches('*', 'a/b', '/')).to.be.false();
  });

  it('lets a malformed pattern match nothing', () => {
    expect(isGlob('[')).to.be.false();
    expect(isGlob('[a]')).to.be.true();
    expect(globMatches('[', '[', '')).to.be.false();
    expect(pathMatches('[', '[')).to.be.false();
  });

  it('answers alike after ten thousand other patterns', () => {
    expect(globMatches('a*', 'ab', '')).to.be.true();
    for (let index = 0; index < 10_100; index += 1) expect(globMatches(`${index}*`, `${index}x`, '')).to.be.true();
    expect(globMatches('a*', 'ab', '')).to.be.true();
    expect(globMatches('a*', 'ba', '')).to.be.false();
  });
});

function glob(pattern: string, text: string): boolean | undefined {
  const parts = readPathMatch(pattern);
  return parts && matchesPattern(parts, text);
}

describe('readPathMatch', () => {
  it('knows stars and question marks, which stop at a slash', () => {
    expect(glob('*', 'NetworkPolicy')).to.be.true();
    expect(glob('*.k8s.io', 'networking.k8s.io')).to.be.true();
    expect(glob('*', 'a/b')).to.be.false();
    expect(glob('a?', 'ab')).to.be.true();
    expect(glob('a?', 'a/')).to.be.false();
    expect(glob('', '')).to.be.true();
    expect(glob('', 'a')).to.be.false();
  });

  it('reads classes with several ranges, negated by ^', () => {
    expect(glob('[A-CX]x', 'Xx')).to.be.true();
    expect(glob('[^A-CX]x', 'Xx')).to.be.false();
    expect(glob('[^A-C]x', 'Xx')).to.be.true();
    expect(glob('[!a]', '!')).to.be.true();
    expect(glob('[\\]\\-]', '-')).to.be.true();
    expect(glob('[a-\\c]', 'b')).to.be.true();
    expect(glob('[b-a]', 'a')).to.be.false();
  });

  it('takes braces and escaped signs for themselves', () => {
    expect(glob('{a,b}', 'a')).to.be.false();
    expect(glob('{a,b}', '{a,b}')).to.be.true();
    expect(glob('\\*', '*')).to.be.true();
    expect(glob('\\*', 'a')).to.be.false();
  });

  it('refuses malformed patterns', () => {
    for (const pattern of ['[', '[]', '[]a]', '[a', '[a-', '[a-]', '[-a]', '[^]', 'a\\', '[\\', '[a-\\']) {
      expect(glob(pattern, 'a'), pattern).to.be.undefined();
    }
  });
});
