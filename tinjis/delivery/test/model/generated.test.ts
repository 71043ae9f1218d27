import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findDrift } from '../../src/model/generated.ts';
import { generated } from '../../src/generate/generated.ts';
import { memoryTree } from '@tinjis/manifests/tree/memory';

export const lab = Lab.script();
const { describe, it } = lab;

const a = generated('clusters/x/a.yaml', 'a: 1');
const b = generated('clusters/x/b.yaml', 'b: 1');
const old = generated('clusters/x/old.yaml', 'c: 1');

describe('findDrift', () => {
  it('finds nothing where the files are as generated', () => {
    expect(findDrift(memoryTree({ [a.path]: a.text, [b.path]: b.text }), [a, b])).to.be.empty();
  });

  it('finds what is changed, missing and left over, by path', () => {
    const tree = memoryTree({ [b.path]: 'b: 2\n', [old.path]: old.text });
    expect(findDrift(tree, [b, a])).to.equal([
      { path: a.path, wanted: a.text },
      { path: b.path, found: 'b: 2\n', wanted: b.text },
      { path: old.path, found: old.text },
    ]);
  });

  it('takes no hand-written file for a leftover, nor a marked one elsewhere', () => {
    expect(findDrift(memoryTree({ 'clusters/x/hand.yaml': 'd: 1', 'apps/x/old.yaml': old.text }), [])).to.be.empty();
  });

  it('finds a link where a file should be, without following it', () => {
    const tree = memoryTree({ [a.path]: { kind: 'symlink' }, 'clusters/x/link.yaml': { kind: 'symlink' } });
    expect(findDrift(tree, [a])).to.equal([{ path: a.path, found: '', wanted: a.text }]);
  });
});
