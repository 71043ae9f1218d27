import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { entriesIn, put, putJson, removeEmpty, textOf } from '../src/files.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

describe('a settings file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tinjis-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is its owner’s alone, and written anew only when it says something else', () => {
    const path = put(join(folder, 'a', 'b'), 'one');
    const first = statSync(path);
    expect(first.mode & 0o777).to.equal(0o600);
    put(path, 'one');
    expect(statSync(path).ino).to.equal(first.ino);
    put(path, 'two');
    expect(textOf(path)).to.equal('two');
    expect(statSync(path).ino).to.not.equal(first.ino);
  });

  it('is JSON where it is a value, and nothing where it is not there', () => {
    expect(textOf(putJson(join(folder, 'c'), { a: [1] }))).to.equal('{\n  "a": [\n    1\n  ]\n}\n');
    expect(textOf(join(folder, 'd'))).to.be.undefined();
  });

  it('keeps its folder from being removed, as long as it is there', () => {
    const path = put(join(folder, 'e', 'f'), 'text');
    removeEmpty(join(folder, 'e'));
    expect(entriesIn(join(folder, 'e'))).to.equal(['f']);
    rmSync(path);
    removeEmpty(join(folder, 'e'));
    expect(entriesIn(folder)).to.equal([]);
    expect(entriesIn(join(folder, 'e'))).to.equal([]);
  });
});
