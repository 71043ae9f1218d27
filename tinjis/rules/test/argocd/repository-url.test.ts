import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { normaliseRepository } from '../../src/argocd/repository-url.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('normaliseRepository', () => {
  it('lowers the case and drops .git, unless a slash follows', () => {
    expect(normaliseRepository('https://GitHub.com/Org/Repo.git')).to.equal('https://github.com/org/repo');
    expect(normaliseRepository('https://github.com/org/repo.git/')).to.equal('https://github.com/org/repo.git/');
    expect(normaliseRepository(' https://github.com/org/repo\n')).to.equal('https://github.com/org/repo');
  });

  it('writes every form of an SSH address alike', () => {
    for (const form of ['git@github.com:org/repo.git', 'ssh://git@github.com/org/repo', 'GIT@github.com/org/repo']) {
      expect(normaliseRepository(form)).to.equal('git@github.com/org/repo');
    }
  });

  it('makes nothing of what is no URL', () => {
    expect(normaliseRepository('https://git.{a,b}/x')).to.equal('');
    expect(normaliseRepository('1:b')).to.equal('');
  });

  it('lowers characters one by one, as Go does', () => {
    expect(normaliseRepository('https://h/ΑΣ')).to.equal(normaliseRepository('https://h/ασ'));
    expect(normaliseRepository('https://h/İ')).to.equal('https://h/i');
  });

  it('does not change what it has normalised', () => {
    const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(url, (address) => {
        const once = normaliseRepository(`${address}x`);
        return normaliseRepository(once) === once;
      }),
    );
  });
});
