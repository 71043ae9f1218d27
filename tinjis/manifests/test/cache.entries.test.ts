import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { dropUnused, noteUse } from '../src/cache.ts';

export const lab = Lab.script();
const { afterEach, beforeEach, describe, it } = lab;

const day = 86_400_000;

describe('The entries of a cache', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tinjis-cache-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are dropped when nobody has used them for a month, files and folders alike', () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'old', 'deep'), { recursive: true });
    dropUnused(folder, Date.now() + 31 * day);
    expect(existsSync(join(folder, 'file'))).to.be.false();
    expect(existsSync(join(folder, 'old'))).to.be.false();
  });

  it('are not the locks beside them', () => {
    writeFileSync(join(folder, '.lock'), '');
    dropUnused(folder, Date.now() + 31 * day);
    expect(existsSync(join(folder, '.lock'))).to.be.true();
  });

  it('are kept while they are younger, or were used since', () => {
    mkdirSync(join(folder, 'used'));
    mkdirSync(join(folder, 'unused'));
    dropUnused(folder, Date.now() + 29 * day);
    expect(existsSync(join(folder, 'unused'))).to.be.true();
    noteUse(join(folder, 'used'), Date.now() + 20 * day);
    dropUnused(folder, Date.now() + 31 * day);
    expect(existsSync(join(folder, 'used'))).to.be.true();
    expect(existsSync(join(folder, 'unused'))).to.be.false();
  });

  it('need not be there', () => {
    expect(() => noteUse(join(folder, 'none', 'entry'))).to.not.throw();
    expect(() => dropUnused(join(folder, 'none'))).to.not.throw();
  });
});
