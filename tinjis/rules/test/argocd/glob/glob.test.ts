import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { globMatches, isGlob, pathMatches } from '../../../src/argocd/glob/glob.ts';

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
