import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '@tinjis/manifests/reader';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { treeSnapshot } from '../../../src/load/proposal/snapshot.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const snapshot = treeSnapshot(
  memoryTree({ 'a/b/c.yaml': 'x: 1\n', 'a/link': { kind: 'symlink' }, module: { kind: 'submodule' } }),
  new Reader(),
);

describe('treeSnapshot()', () => {
  it('gives each path the mode Git has for it, and none to what is not there', () => {
    expect(['a/b/c.yaml', 'a/link', 'module', 'a/b', 'nothing'].map((path) => snapshot.mode(path))).to.equal([
      '100644',
      '120000',
      '160000',
      undefined,
      undefined,
    ]);
  });

  it('knows every folder that something lies in', () => {
    expect(['a', 'a/b', 'a/b/c.yaml', 'module', ''].map((path) => snapshot.isFolder(path))).to.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('gives the text of a file, and its YAML', () => {
    expect(snapshot.paths).to.equal(['a/b/c.yaml', 'a/link', 'module']);
    expect(snapshot.text('a/b/c.yaml')).to.equal('x: 1\n');
    expect(snapshot.yaml('a/b/c.yaml').documents[0]?.value).to.equal({ x: 1 });
  });
});
