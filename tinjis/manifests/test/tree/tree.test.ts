import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { diskTree, filesBelow, type Tree } from '../../src/tree/tree.ts';
import { gitTree } from '../../src/tree/git.ts';
import { changedTree, memoryTree } from '../../src/tree/memory.ts';
import { inFolder } from '../../testing/temporary.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files = {
  'apps/a.yaml': 'a: 1\n',
  'policies/b/c.yaml': 'c: é\n',
  CODEOWNERS: '* @me\n',
  'services/ignored.ts': 'x',
  'README.md': 'x',
};
const read = ['CODEOWNERS', 'apps/a.yaml', 'policies/b/c.yaml'];
const contents = (tree: Tree) =>
  Object.fromEntries(tree.paths.map((path) => [path, tree.kind(path) === 'file' ? tree.text(path) : tree.kind(path)]));

function commit(folder: string): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['init', '-q'], { cwd: folder });
  execFileSync('git', ['add', '-A'], { cwd: folder });
  execFileSync('git', [...identity, 'commit', '-q', '-m', 'x'], { cwd: folder });
}

describe('a tree', () => {
  it('is the same from disk, from a revision and from memory', async () => {
    await inFolder(files, (folder) => {
      commit(folder);
      const kept = Object.fromEntries(Object.entries(files).filter(([path]) => read.includes(path)));
      expect(diskTree(folder).paths).to.equal(read);
      expect(contents(diskTree(folder))).to.equal(kept);
      expect(contents(gitTree(folder, 'HEAD'))).to.equal(kept);
      expect(contents(memoryTree(kept))).to.equal(kept);
      for (const tree of [diskTree(folder), gitTree(folder, 'HEAD'), memoryTree(kept)]) {
        expect(Buffer.from(tree.bytes('policies/b/c.yaml')).toString()).to.equal('c: é\n');
        expect(filesBelow(tree, 'policies')).to.equal(['policies/b/c.yaml']);
      }
    });
  });

  it('lists a symbolic link without following it', async () => {
    await inFolder({ 'apps/a.yaml': '', secret: 's' }, (folder) => {
      symlinkSync('../secret', `${folder}/apps/link.yaml`);
      symlinkSync('apps', `${folder}/clusters`);
      commit(folder);
      for (const tree of [diskTree(folder), gitTree(folder, 'HEAD')]) {
        expect(contents(tree)).to.equal({ 'apps/a.yaml': '', 'apps/link.yaml': 'symlink', clusters: 'symlink' });
      }
    });
  });

  it('says which file is no UTF-8 text', async () => {
    await inFolder({ 'apps/a.yaml': Uint8Array.of(0x61, 0xff) }, (folder) => {
      expect(() => diskTree(folder).text('apps/a.yaml')).to.throw('apps/a.yaml is not UTF-8 text');
    });
  });

  it('says what cannot be read', async () => {
    await inFolder({ 'apps/a.yaml': '' }, (folder) => {
      commit(folder);
      expect(() => diskTree(folder).text('apps/b.yaml')).to.throw('apps/b.yaml cannot be read: ENOENT');
      expect(() => gitTree(folder, 'HEAD').text('apps/b.yaml')).to.throw('HEAD has no file apps/b.yaml');
      expect(() => memoryTree({}).text('apps/b.yaml')).to.throw('there is no file apps/b.yaml');
      expect(() => gitTree(folder, '--output=x')).to.throw(/^Git cannot read revision --output=x: /);
    });
  });

  it('is changed without touching the one it was made from', () => {
    const base = memoryTree({ 'apps/a.yaml': '1', 'apps/b.yaml': '2' });
    const changed = changedTree(base, {
      'apps/a.yaml': null,
      'apps/b.yaml': '3',
      'apps/c.yaml': { kind: 'submodule' },
    });
    expect(contents(changed)).to.equal({ 'apps/b.yaml': '3', 'apps/c.yaml': 'submodule' });
    expect(changed.kind('apps/a.yaml')).to.be.undefined();
    expect(() => changed.text('apps/a.yaml')).to.throw('there is no file apps/a.yaml');
    expect(contents(base)).to.equal({ 'apps/a.yaml': '1', 'apps/b.yaml': '2' });
    expect(Buffer.from(changedTree(base, { 'apps/c.yaml': '4' }).bytes('apps/a.yaml')).toString()).to.equal('1');
  });
});
