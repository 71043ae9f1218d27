import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { refuseUnfit, writePrivate } from '../src/private-files.ts';
import { filesOnDisk } from '../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('refuseUnfit()', () => {
  it('refuses a folder inside the repository, also by way of a link, and none beside it', () => {
    const { root, remove } = filesOnDisk({ 'repository/policies/teams.yaml': '' });
    const repository = join(root, 'repository');
    symlinkSync(repository, join(root, 'link'));
    expect(() => refuseUnfit(repository, join(repository, 'keys'), [])).to.throw(/lies inside the repository/);
    expect(() => refuseUnfit(repository, repository, [])).to.throw(/lies inside the repository/);
    expect(() => refuseUnfit(repository, join(root, 'link', 'new', 'keys'), [])).to.throw(/lies inside the repository/);
    refuseUnfit(repository, join(root, 'repository-keys'), ['a']);
    remove();
  });

  it('refuses to write over a file', () => {
    const { root, remove } = filesOnDisk({ 'keys/a': '' });
    expect(() => refuseUnfit(join(root, 'repository'), join(root, 'keys'), ['b', 'a'])).to.throw(
      /keys\/a is there already/,
    );
    remove();
  });
});

describe('writePrivate()', () => {
  it('writes what only its user can read, and over nothing', () => {
    const { root, remove } = filesOnDisk({});
    mkdirSync(join(root, 'there'));
    writeFileSync(join(root, 'there', 'a'), 'old');
    writePrivate(join(root, 'keys'), { a: 'secret' });
    expect(statSync(join(root, 'keys')).mode & 0o777).to.equal(0o700);
    expect(statSync(join(root, 'keys', 'a')).mode & 0o777).to.equal(0o600);
    expect(() => writePrivate(join(root, 'there'), { a: 'new' })).to.throw(/EEXIST/);
    expect(readFileSync(join(root, 'there', 'a'), 'utf8')).to.equal('old');
    remove();
  });
});
