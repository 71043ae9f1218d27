import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createApiKey } from '../../src/auth/api-key.ts';
import { KeysByFile, readKeyFiles } from '../../src/auth/key-files.ts';

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
  let files: KeysByFile;
  beforeEach(() => {
    files = new KeysByFile();
  });
  const read = (path: string) => files.update(readKeyFiles(path));
  const callers = () => [...read(folder).values()].map(({ caller }) => caller);
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

  it('may repeat an entry while it moves from a file to another', () => {
    write('a.json', [one]);
    write('b.json', [one, two]);
    expect(callers()).to.equal(['one', 'two']);
    expect(files.faults.size).to.equal(0);
  });

  it('refuse a file that lists a key of an earlier file otherwise: under another caller, or with another role', () => {
    write('a.json', [one]);
    for (const other of [
      { ...one, caller: 'two' },
      { ...one, roles: ['charge', 'read'] },
    ]) {
      write('b.json', [other, two]);
      expect(callers()).to.equal(['one']);
      expect(files.faults.get('b.json')).to.include('stands in an earlier file');
    }
  });

  it('stand each by itself: a broken file keeps its last good keys, and a key revoked in another is gone', () => {
    write('a.json', [one]);
    write('b.json', [two]);
    expect(callers()).to.equal(['one', 'two']);
    writeFileSync(join(folder, 'b.json'), '[{');
    write('a.json', []);
    expect(callers()).to.equal(['two']);
    expect([...files.faults]).to.equal([['b.json', 'the file is not JSON']]);
    write('b.json', [two]);
    expect(callers()).to.equal(['two']);
    expect(files.faults.size).to.equal(0);
    rmSync(join(folder, 'b.json'));
    expect(callers()).to.equal([]);
  });

  it('that list a key which a broken file holds decide over it', () => {
    write('a.json', [two]);
    write('b.json', [one]);
    expect(callers()).to.equal(['two', 'one']);
    writeFileSync(join(folder, 'b.json'), '[{');
    write('a.json', [{ ...one, caller: 'three' }]);
    expect(callers()).to.equal(['three']);
  });

  it('keep their keys while they cannot be read', () => {
    const path = join(folder, 'keys.json');
    write('keys.json', [one]);
    expect(read(path).size).to.equal(1);
    rmSync(path);
    expect(read(path).size).to.equal(1);
    expect(files.faults.get('keys.json')).to.include('ENOENT');
  });

  it('must be there, and one of them must be good at first', () => {
    expect(() => read(folder)).to.throw(/\*\.json: the folder has no such file/);
    expect(files.faults.size).to.equal(1);
    write('b.json', { keys: [] });
    expect(() => read(folder)).to.throw(/b\.json: .*must be an array/);
  });
});
