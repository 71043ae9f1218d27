import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { materialise } from '../../src/tree/materialise.ts';
import { memoryTree } from '../../src/tree/memory.ts';
import { filesOnDisk } from '../../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('materialise()', () => {
  it('writes the files of a tree, and no link', () => {
    const { root, remove } = filesOnDisk({});
    materialise(memoryTree({ 'a/b/c.yaml': 'c\n', 'a/link': { kind: 'symlink' } }), root);
    expect(readFileSync(join(root, 'a/b/c.yaml'), 'utf8')).to.equal('c\n');
    expect(readdirSync(join(root, 'a'))).to.equal(['b']);
    remove();
  });
});
