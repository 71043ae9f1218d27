import { mkdtempSync, rmSync, symlinkSync, renameSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createLogger } from '../src/logger.ts';
import { watchFile } from '../src/watched-file.ts';
import { lines } from '../testing/log.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

describe('watchFile', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watched-'));
    path = join(folder, 'keys.json');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const watch = (log = lines()) =>
    watchFile({
      path,
      parse: (text) => JSON.parse(text) as number,
      logger: createLogger({ name: 'test', level: 'info' }, log),
      intervalMs: 10,
    });
  const until = async (condition: () => boolean) => {
    while (!condition()) await sleep(5);
  };

  it("follows the file, through Kubernetes' swap of a symbolic link as well", async () => {
    mkdirSync(join(folder, 'first'));
    mkdirSync(join(folder, 'second'));
    writeFileSync(join(folder, 'first', 'keys.json'), '1');
    writeFileSync(join(folder, 'second', 'keys.json'), '22');
    symlinkSync('first', join(folder, '..data'));
    symlinkSync('..data/keys.json', path);
    const watched = watch();
    expect(watched.current()).to.equal(1);
    symlinkSync('second', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
    await until(() => watched.current() === 22);
    watched.close();
  });

  it('keeps the last good content while the file is broken or gone, and says so', async () => {
    const log = lines();
    writeFileSync(path, '1');
    const watched = watch(log);
    writeFileSync(path, 'not JSON');
    await until(() => log.read().length === 1);
    expect(log.read()[0]).to.include({ level: 'error' });
    // Said once, not at every look.
    await sleep(50);
    rmSync(path);
    await until(() => log.read().length === 2);
    expect(log.read()[1]).to.include({ level: 'error', reason: 'the file is gone' });
    expect(watched.current()).to.equal(1);
    writeFileSync(path, '3');
    await until(() => watched.current() === 3);
    watched.close();
  });

  it('takes an unchanged content for no change', async () => {
    const log = lines();
    writeFileSync(path, '1');
    const watched = watch(log);
    await sleep(20);
    writeFileSync(path, '1');
    await sleep(60);
    expect(log.read()).to.be.empty();
    watched.close();
  });

  it('refuses to begin without a usable file', () => {
    expect(() => watch()).to.throw(/ENOENT/);
    writeFileSync(path, 'not JSON');
    expect(() => watch()).to.throw(SyntaxError);
  });
});
