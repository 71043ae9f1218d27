import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { permitsSource } from '../../src/argocd/destination.ts';
import { sources } from '../../testing/random/sources.ts';
import { project, told } from '../../testing/app-project.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const repository = 'https://git.example/org/delivery';
const ask = (...sourceRepos: string[]): string[] => told(permitsSource(project({ sourceRepos }), repository));

describe('permitsSource', () => {
  it('permits a listed repository, however it is written', () => {
    for (const entry of [
      repository,
      `${repository}.git`,
      'HTTPS://git.example/Org/Delivery',
      '*',
      'https://git.example/org/*',
      'https://**',
    ]) {
      expect(ask('https://other', entry)).to.equal([
        'allow',
        'argocd/source-permitted granted payments spec/sourceRepos/1',
      ]);
    }
  });

  it('denies what no entry lists, and says where it looked', () => {
    const nothing = ['deny', 'argocd/source-not-listed nothing-grants searched payments spec/sourceRepos'];
    expect(ask('https://git.example/org/other')).to.equal(nothing);
    expect(told(permitsSource(project({ sourceRepos: null }), repository))).to.equal(nothing);
    expect(told(permitsSource(project({}), repository))).to.equal(nothing);
  });

  it('explains a star that stops at a slash, and an ending that differs', () => {
    expect(ask('https://git.example/*')).to.include(
      'argocd/source-star-stops-at-slash nothing-grants payments spec/sourceRepos/0',
    );
    expect(ask(`${repository}.git/`)).to.include(
      'argocd/source-ends-differently nothing-grants payments spec/sourceRepos/0',
    );
  });

  it('denies by a ! entry, wherever it stands', () => {
    const denied = ['deny', 'argocd/source-denied forbidden payments spec/sourceRepos/1'];
    expect(ask('*', `!${repository}.git`)).to.equal(denied);
    expect(ask('*', '!https://git.example/org/*', '*')).to.equal(denied);
    expect(ask('*', '!https://git.example/other/*')[0]).to.equal('allow');
  });

  it('permits everything else where there are only denials', () => {
    expect(ask('!https://git.example/other')).to.equal([
      'allow',
      'argocd/source-not-denied granted payments spec/sourceRepos/0',
    ]);
  });

  it('does not know what a malformed project permits', () => {
    const odd = project({ sourceRepos: [1] as unknown as string[] });
    expect(told(permitsSource(odd, repository))).to.equal([
      'unknown',
      'argocd/project-malformed input-missing payments spec/sourceRepos/0',
    ]);
    expect(told(permitsSource(odd, repository))[0]).to.equal('unknown');
  });

  it('takes no permission away when an entry that denies nothing is added', () => {
    fc.assert(
      fc.property(sources, sources, ({ repoURL, sourceRepos }, more) => {
        const before = permitsSource(project({ sourceRepos }), repoURL).verdict;
        const added = more.sourceRepos.filter((entry) => !entry.trim().startsWith('!'));
        return (
          before !== 'allow' ||
          permitsSource(project({ sourceRepos: [...sourceRepos, ...added] }), repoURL).verdict === 'allow'
        );
      }),
    );
  });

  it('does not depend on the order of its entries', () => {
    fc.assert(
      fc.property(sources, ({ repoURL, sourceRepos }) => {
        const turned = project({ sourceRepos: sourceRepos.toReversed() });
        return permitsSource(project({ sourceRepos }), repoURL).verdict === permitsSource(turned, repoURL).verdict;
      }),
    );
  });
});
