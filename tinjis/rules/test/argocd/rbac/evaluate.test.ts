import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readRegex } from '../../../src/argocd/rbac/evaluate.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function matches(pattern: string, text: string): boolean | string {
  const regex = readRegex(pattern);
  return typeof regex === 'string' ? regex : regex.test(text);
}

describe('readRegex', () => {
  it('matches anywhere unless anchored', () => {
    expect(matches('sync', 'resync')).to.be.true();
    expect(matches('^sync$', 'resync')).to.be.false();
    expect(matches('get|sync', 'sync')).to.be.true();
    expect(matches('pay.*/[a-z]+', 'payments/payment')).to.be.true();
    expect(matches('(?:a|b)/\\w', 'b/x')).to.be.true();
    expect(matches('a\\:b\\.c', 'a:b.c')).to.be.true();
    expect(matches('a\\.c', 'abc')).to.be.false();
    expect(matches('a.c', 'a\nc')).to.be.false();
  });

  it('knows what Go refuses', () => {
    for (const pattern of ['*/*', '**', 'a**', '(', ')', 'a|*', '(*)', '[b-a]']) {
      expect(matches(pattern, 'a'), pattern).to.equal('malformed');
    }
  });

  it('leaves out what the two read differently, or what could take for ever', () => {
    for (const pattern of ['a{2}', '(a+)+', '(a)*', '^*', '\\s', '[[:alpha:]]', '(?i)a', '\\pL', '[', 'a\\']) {
      expect(matches(pattern, 'a'), pattern).to.equal('unknown');
    }
    expect(matches('\\)+', '))')).to.be.true();
  });
});
