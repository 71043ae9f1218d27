import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { entryKind } from '../../src/guard/paths.ts';
import type { Proposal, Snapshot } from '../../src/model/proposal.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const snapshot = (mode?: string): Snapshot => ({
  paths: [],
  mode: () => mode,
  isFolder: () => false,
  text: () => '',
  yaml: () => ({ documents: [], problems: [] }),
});
const codes = (was: string | undefined, is: string | undefined): string[] => {
  const proposal: Proposal = {
    author: 'a',
    approvedBy: [],
    attested: [],
    paths: ['x'],
    truncated: false,
    before: snapshot(was),
    after: snapshot(is),
  };
  return entryKind('x', proposal).map(({ code }) => code);
};

describe('entryKind', () => {
  it('has nothing against plain files, new, changed or gone', () => {
    expect([
      codes(undefined, '100644'),
      codes('100644', '100644'),
      codes('100644', undefined),
      codes('100755', '100755'),
    ]).to.equal([[], [], [], []]);
  });

  it('refuses modes that only a hand-made tree can hold', () => {
    expect(codes('100644', '100664')).to.equal(['git/entry-kind']);
    expect(codes(undefined, '040000')).to.equal(['git/entry-kind']);
  });

  it('reports the executable bit, given or taken', () => {
    expect([codes(undefined, '100755'), codes('100644', '100755'), codes('100755', '100644')]).to.equal([
      ['git/file-mode'],
      ['git/file-mode'],
      ['git/file-mode'],
    ]);
  });

  it('lets a symlink become a file', () => {
    expect(codes('120000', '100644')).to.equal([]);
  });
});
