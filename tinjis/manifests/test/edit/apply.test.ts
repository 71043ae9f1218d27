import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { applyWrites } from '../../src/edit/apply.ts';
import { inFolder } from '../../testing/temporary.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('applyWrites', () => {
  it('writes, replaces and removes, makes folders, and leaves nothing else behind', () =>
    inFolder({ 'a.txt': 'old', 'b.txt': 'old' }, (root) => {
      applyWrites(root, { 'a.txt': 'new', 'b.txt': null, 'deep/er/c.txt': 'c', 'gone.txt': null });
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).to.equal('new');
      expect(readFileSync(join(root, 'deep/er/c.txt'), 'utf8')).to.equal('c');
      expect(readdirSync(root).sort()).to.equal(['a.txt', 'deep']);
    }));

  it('writes nothing at all where a link leads out of the checkout', () =>
    inFolder({ 'outside/x.txt': 'theirs', 'inside/a.txt': 'ours' }, (folder) => {
      const root = join(folder, 'inside');
      symlinkSync('../outside', join(root, 'linked'));
      expect(() => applyWrites(root, { 'a.txt': 'new', 'linked/x.txt': 'ours' })).to.throw(/linked is a symbolic link/);
      expect(readFileSync(join(folder, 'outside/x.txt'), 'utf8')).to.equal('theirs');
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).to.equal('ours');
      expect(existsSync(join(root, 'linked/x.txt'))).to.be.true();
    }));
});
