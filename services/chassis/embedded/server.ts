import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { accountFor, type Account } from './account.ts';
import { findPrograms, type Programs } from './programs.ts';

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedServer {
  /** postgres://postgres:password@127.0.0.1:port/postgres */
  readonly url: string;
  start(): Promise<void>;
  /** Stops it and waits until it is gone; its data stays. */
  stop(): Promise<void>;
}

const run = promisify(execFile);

/**
 * A server on `folder`, initialised when it is new, and not started.
 *
 * Initialisation is made beside the folder and moved there when whole, so that being killed at any moment leaves
 * either a whole folder or none. A server that a killed process left behind on the same folder is stopped first.
 *
 * @param options.folder where the data lives
 * @param options.port TCP port on 127.0.0.1
 * @param options.password of the user `postgres`
 * @param options.settings PostgreSQL settings by name
 * @throws when PostgreSQL cannot be found or refuses its folder; the message carries its own last words
 */
export async function embeddedServer(options: {
  folder: string;
  port: number;
  password: string;
  settings?: Readonly<Record<string, string>>;
}): Promise<EmbeddedServer> {
  const { port, password, settings = {} } = options;
  const folder = resolve(options.folder);
  const programs = await findPrograms(process.platform, process.arch);
  const account = accountFor(process.getuid?.(), [programs.postgres, folder]);
  if (existsSync(folder)) await stopLeftover(programs, account, folder);
  else await initialise(programs, account, folder, password);

  const flags = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  // Fast shutdown: what is committed stays, and nobody is waited for.
  process.once('exit', () => child?.kill('SIGINT'));
  return {
    url,
    start: async () => {
      child = launch(account, programs.postgres, ['-D', folder, '-p', String(port), ...flags]);
      await untilReady(child, url);
    },
    stop: async () => {
      if (!child || child.exitCode !== null) return;
      const gone = new Promise((done) => child?.once('exit', done));
      child.kill('SIGINT');
      await gone;
    },
  };
}

async function initialise(programs: Programs, account: Account, folder: string, password: string): Promise<void> {
  const unfinished = `${folder}.${randomBytes(4).toString('hex')}.unfinished`;
  const passwordFile = `${unfinished}.password`;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (account.owner) for (const path of [unfinished, passwordFile]) chownSync(path, account.owner.uid, account.owner.gid);
    const words = ['-D', unfinished, '-U', 'postgres', '--pwfile', passwordFile, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
    await execute(account, programs.initdb, words);
    renameSync(unfinished, folder);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function stopLeftover(programs: Programs, account: Account, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'postmaster.pid'))) return;
  // It fails where the number belongs to nobody's server any more: then there is nothing to stop.
  await execute(account, programs.pg_ctl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '20']).catch(() => undefined);
}

function execute({ prefix }: Account, program: string, words: readonly string[]) {
  const [command, ...rest] = [...prefix, program, ...words] as [string, ...string[]];
  return run(command, rest, { cwd: '/' }).catch((error: { stderr?: string; message: string }) => {
    throw new Error(`${program} failed: ${(error.stderr ?? '').trim() || error.message}`);
  });
}

function launch({ prefix }: Account, program: string, words: readonly string[]): ChildProcess {
  const [command, ...rest] = [...prefix, program, ...words] as [string, ...string[]];
  return spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => { words = (words + chunk.toString()).slice(-4000); });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => { reject(new Error(`PostgreSQL ended with code ${code}: ${words.trim()}`)); });
  });
  ended.catch(() => undefined);
  for (;;) {
    if (await Promise.race([accepts(url), ended])) return;
    await Promise.race([new Promise((later) => setTimeout(later, 20)), ended]);
  }
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
