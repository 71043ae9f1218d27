import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { folderOf, resolvePath } from '../../src/tree/tree.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a path', () => {
  it('leads on from its folder, and nowhere out of the repository', () => {
    expect(resolvePath('a/b', '../c/./d//e')).to.equal('a/c/d/e');
    expect(resolvePath('', 'a')).to.equal('a');
    expect(resolvePath('a', '../..')).to.be.undefined();
    expect([folderOf('a/b/c'), folderOf('a')]).to.equal(['a/b', '']);
  });
});
