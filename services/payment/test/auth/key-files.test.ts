import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createApiKey } from '../../src/auth/api-key.ts';
import { parseKeyFiles, readKeyFiles } from '../../src/auth/key-files.ts';

export const lab = Lab.script();
const { afterEach, beforeEach, describe, it } = lab;

describe('key files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(content));
  };
  const read = (path: string) => parseKeyFiles(readKeyFiles(path));
  const one = createApiKey('one', ['charge']).entry;
  const two = createApiKey('two', ['read']).entry;

  it('are one file', () => {
    write('keys.json', [one, two]);
    expect([...read(join(folder, 'keys.json')).keys()]).to.equal([one.sha256, two.sha256]);
  });

  it('are every *.json of a folder, and nothing else there', () => {
    write('b.json', [two]);
    write('a.json', [one]);
    writeFileSync(join(folder, 'README'), 'not keys');
    expect([...read(folder).values()].map(({ caller }) => caller)).to.equal(['one', 'two']);
  });

  it('may repeat a caller’s key while it moves from one to the other', () => {
    write('a.json', [one]);
    write('b.json', [{ ...one, roles: ['charge', 'read'] }]);
    expect(read(folder).get(one.sha256)?.roles).to.equal(['charge', 'read']);
  });

  it('refuse one key for two callers', () => {
    write('a.json', [one]);
    write('b.json', [{ ...one, caller: 'two' }]);
    expect(() => read(folder)).to.throw(/b\.json: callers one and two have the same key/);
  });

  it('name the file that cannot be read', () => {
    write('a.json', [one]);
    write('b.json', { keys: [] });
    expect(() => read(folder)).to.throw(/b\.json: .*must be an array/);
  });

  it('must hold a key', () => {
    expect(() => read(folder)).to.throw(/no \*\.json file/);
  });
});
