import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readPathMatch } from '../../../src/argocd/glob/path-match.ts';
import { matches } from '../../../src/argocd/glob/pattern.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function glob(pattern: string, text: string): boolean | undefined {
  const parts = readPathMatch(pattern);
  return parts && matches(parts, text);
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
