import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { networkInterfaces, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { accountFor } from '@tinjis/chassis/embedded/account';
import { freePort } from '@tinjis/chassis/embedded/port';
import { findPrograms, type Programs } from '@tinjis/chassis/embedded/programs';
import pg from 'pg';

export const lab = Lab.script();
const { afterEach, before, beforeEach, describe, it } = lab;

const entrypoint = join(process.cwd(), 'src/images/stand-ins/postgresql/entrypoint.sh');
let programs: Programs;
let folder: string;
let data: string;
let port: number;
let server: ChildProcess | undefined;

// With the programs of the image, as a user other than root: PostgreSQL refuses to run as root.
describe('the entrypoint of the PostgreSQL image', () => {
  before(async () => {
    programs = await findPrograms(process.platform, process.arch);
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tinjis-entrypoint-'));
    chmodSync(folder, 0o777);
    data = join(folder, '18', 'docker');
    port = await freePort();
    writeFileSync(join(folder, 'password'), 'the password\n');
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  it('makes user and database once, and asks whoever comes from another address for the password', async () => {
    await start({
      POSTGRES_USER: 'antaeus',
      POSTGRES_DB: 'bil"ling',
      POSTGRES_PASSWORD_FILE: join(folder, 'password'),
    });
    expect(await ask('the password', 'create table kept(); select current_user || current_database() as it')).to.equal(
      'antaeusbil"ling',
    );
    await expect(ask('another password', 'select 1')).to.reject('password authentication failed for user "antaeus"');
    await stop();
    // The settings count at the first start only, as in the official image.
    await start({ POSTGRES_USER: 'somebody', POSTGRES_PASSWORD: 'else' });
    expect(await ask('the password', "select to_regclass('kept')::text as it")).to.equal('kept');
  });

  it('begins anew after it was killed while it made the database', async () => {
    const settings = { POSTGRES_USER: 'antaeus', POSTGRES_DB: 'bil"ling', POSTGRES_PASSWORD: 'the password' };
    launch(settings);
    await until(() => existsSync(join(`${data}.making`, 'postgresql.conf')));
    kill('SIGKILL');
    await gone();
    expect(existsSync(data)).to.be.false();
    await start(settings);
    expect(await ask('the password', 'select 1 as it')).to.equal(1);
  });

  it('makes nothing without a password', async () => {
    launch({ POSTGRES_USER: 'antaeus' });
    const said = server?.stderr?.setEncoding('utf8').toArray();
    expect(await gone()).to.equal(1);
    expect((await said)?.join('')).to.equal(
      'no password for the first start: set POSTGRES_PASSWORD_FILE to a file that holds one\n',
    );
    expect(existsSync(dirname(data))).to.be.false();
  });

  it('runs another program when it is asked for one', async () => {
    launch({}, ['echo', 'psql']);
    expect((await server?.stdout?.setEncoding('utf8').toArray())?.join('')).to.equal('psql\n');
  });
});

function launch(
  settings: Readonly<Record<string, string>>,
  words = ['postgres', '-p', String(port), '-c', `unix_socket_directories=${folder}`],
): void {
  const [command = 'sh', ...rest] = [
    ...accountFor(userInfo(), [programs.postgres, entrypoint, folder]).prefix,
    'sh',
    entrypoint,
    ...words,
  ];
  server = spawn(command, rest, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${dirname(programs.postgres)}:${process.env['PATH']}`,
      PGDATA: data,
      TMPDIR: folder,
      POSTGRES_INITDB_ARGS: '--no-sync',
      ...settings,
    },
  });
}

async function start(settings: Readonly<Record<string, string>>): Promise<void> {
  launch(settings);
  server?.stdout?.resume();
  let said = '';
  server?.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until(() => said.includes('ready to accept connections'));
}

/**
 * An address that the server does not trust: one of this machine's addresses in its network, or else another loopback
 * address of Linux.
 */
const elsewhere =
  Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address ?? '127.0.0.2';

/** A connection like those of other pods. */
class FromElsewhere extends Socket {
  override connect(): this {
    return super.connect({ port, host: elsewhere, localAddress: elsewhere });
  }
}

async function ask(password: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ user: 'antaeus', password, database: 'bil"ling', stream: () => new FromElsewhere() });
  try {
    await client.connect();
    const results = await client.query<{ it: unknown }>(statement);
    return [results].flat().at(-1)?.rows[0]?.it;
  } finally {
    await client.end();
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    if (server?.exitCode !== null) throw new Error(`the entrypoint ended with ${String(server?.exitCode)}`);
    await sleep(20);
  }
}

/** @param signal for the whole group: the entrypoint and all processes it started */
function kill(signal: NodeJS.Signals): void {
  if (server?.pid !== undefined && server.exitCode === null && server.signalCode === null)
    process.kill(-server.pid, signal);
}

async function gone(): Promise<number | null> {
  if (server && server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  return server?.exitCode ?? null;
}

async function stop(): Promise<void> {
  kill('SIGINT');
  await gone();
}
