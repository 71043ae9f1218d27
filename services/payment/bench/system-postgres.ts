import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountFor } from '@tinjis/chassis/embedded/account';
import pg from 'pg';

/** The folder of the newest PostgreSQL that the system's own packages brought; undefined when there is none. */
export function systemPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .sort((one, other) => other - one)
    : [];
  return versions
    .map((version) => join(root, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** Starts it on a folder of its own. */
export async function systemServer(
  programs: string,
  folder: string,
  port: number,
): Promise<{ url: string; stop: () => void }> {
  const { owner, prefix } = accountFor(userInfo(), [join(programs, 'postgres'), folder]);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  const words = (program: string, rest: readonly string[]) => [
    ...prefix,
    join(programs, program),
    '-D',
    folder,
    ...rest,
  ];
  const [initdb = '', ...initial] = words('initdb', [
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
  ]);
  execFileSync(initdb, initial, { stdio: 'ignore', cwd: '/' });
  const [postgres = '', ...serving] = words('postgres', [
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ]);
  const child = spawn(postgres, serving, { stdio: 'ignore', cwd: '/' });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  while (!(await accepts(url))) await sleep(50);
  return {
    url,
    stop: () => {
      child.kill('SIGINT');
    },
  };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
