import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { digestOfPackages } from '../src/packages.ts';
import { filesOnDisk } from '../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { resolve } = createRequire(join(process.cwd(), 'package.json'));

describe('digestOfPackages()', () => {
  it('is another for another package, and the same for the same', () => {
    expect(digestOfPackages(['@tinjis/rules/memo'])).to.equal(digestOfPackages(['@tinjis/rules/memo']));
    expect(digestOfPackages(['@tinjis/rules/memo'])).to.not.equal(digestOfPackages(['@tinjis/manifests/cache']));
  });

  it('changes with any source and with the versions of dependencies', () => {
    const { root, remove } = filesOnDisk({ 'src/one.ts': '1', 'src/folder/two.ts': '2', 'package.json': '{}' });
    const digest = (): string => digestOfPackages([join(root, 'src/one.ts')]);
    const digests = new Set([digest()]);
    appendFileSync(join(root, 'src/folder/two.ts'), ' ');
    digests.add(digest());
    writeFileSync(join(root, 'package.json'), '{"dependencies":{}}');
    digests.add(digest());
    expect(digests.size).to.equal(3);
    remove();
  });

  it('reads the packages that are at work here', () => {
    expect(readFileSync(resolve('@tinjis/rules/memo'), 'utf8')).to.include('export function memoized');
  });
});
