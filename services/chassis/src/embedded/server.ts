import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { accountFor, type Account } from './account.ts';
import { findPrograms, type Programs } from './programs.ts';
import { untilReady } from './ready.ts';
import { launchProgram, runProgram } from './run.ts';

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedServer {
  /** postgres://postgres:password@127.0.0.1:port/postgres */
  readonly url: string;
  start(): Promise<void>;
  /** Stops it and waits until it is gone; its data stays. */
  stop(): Promise<void>;
}

/**
 * A server on `folder`, initialised when it is new, and not started.
 *
 * It initialises beside the folder and moves the whole result there: a kill at any moment leaves a whole folder or
 * none. It first stops a server that a killed process left behind on the folder.
 *
 * @param options.folder where the data lives
 * @param options.port TCP port on 127.0.0.1
 * @param options.password of the user `postgres`
 * @param options.fresh whether to throw away the old content of the folder
 * @param options.settings PostgreSQL settings by name
 * @throws when PostgreSQL cannot be found or refuses its folder; the message carries its own last words
 */
export async function embeddedServer(options: {
  folder: string;
  port: number;
  password: string;
  fresh?: boolean;
  settings?: Readonly<Record<string, string>>;
}): Promise<EmbeddedServer> {
  const { port, password, fresh = false, settings = {} } = options;
  const folder = resolve(options.folder);
  const programs = await findPrograms(process.platform, process.arch);
  mkdirSync(dirname(folder), { recursive: true });
  const account = accountFor(userInfo(), [programs.postgres, folder]);
  await stopLeftover(programs, account, folder);
  if (fresh) rmSync(folder, { recursive: true, force: true });
  if (!existsSync(folder)) await initialise(programs, account, folder, password);

  const flags = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  let stop = async () => Promise.resolve();
  return {
    url,
    start: async () => {
      const child = launchProgram(account, programs.postgres, ['-D', folder, '-p', String(port), ...flags]);
      // Fast shutdown: it keeps every commit and waits for nobody.
      const end = child.kill.bind(child, 'SIGINT');
      process.once('exit', end);
      const gone = once(child, 'close').finally(() => process.off('exit', end));
      stop = async () => {
        end();
        await gone;
      };
      await untilReady(child, url);
    },
    stop: () => stop(),
  };
}

async function initialise(programs: Programs, account: Account, folder: string, password: string): Promise<void> {
  const { uid, gid } = account.owner;
  removeUnfinished(folder);
  const unfinished = `${unfinishedPrefix(folder)}${randomBytes(4).toString('hex')}`;
  const passwordFile = `${unfinished}.password`;
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    [unfinished, passwordFile].forEach((path) => {
      chownSync(path, uid, gid);
    });
    const words = [
      '-D',
      unfinished,
      '-U',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ];
    await runProgram(account, programs.initdb, words);
    renameSync(unfinished, folder);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const unfinishedPrefix = (folder: string) => join(dirname(folder), `.unfinished-${basename(folder)}-`);

/** Removes the leftovers of a process that was killed in the middle of an initialisation. */
function removeUnfinished(folder: string): void {
  const parent = dirname(folder);
  const left = readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((path) => path.startsWith(unfinishedPrefix(folder)));
  left.forEach((path) => {
    rmSync(path, { recursive: true, force: true });
  });
}

async function stopLeftover(programs: Programs, account: Account, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'postmaster.pid'))) return;
  // It fails where the number belongs to nobody's server any more: then there is nothing to stop.
  await runProgram(account, programs.pg_ctl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '20']).catch(
    () => undefined,
  );
}
