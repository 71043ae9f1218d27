import { freePort } from '@tinjis/chassis/embedded/port';
import { embeddedServer } from '@tinjis/chassis/embedded/server';
import pg from 'pg';
import { Failure } from '@tinjis/manifests/failure';
import type { StateFolder } from './state-folder.ts';

/** The two databases, on a running server. */
export interface Databases {
  /** Environment of the service that uses the database. */
  env(name: DatabaseName): { readonly DATABASE_URL: string; readonly DATABASE_PASSWORD_FILE: string };
  stop(): Promise<void>;
}
const names = ['payment', 'antaeus'] as const;
type DatabaseName = (typeof names)[number];

/**
 * Starts PostgreSQL with a database for each service: embedded, or on the given server.
 *
 * @param folder where the embedded server keeps its data
 * @param url the user's own server, as postgres://user:password@host:port/name; its databases get the prefix tinjis_
 * @param fresh whether to delete existing data first
 * @throws Failure (misuse) if PostgreSQL cannot be started or reached
 */
export async function openDatabases(folder: StateFolder, url: string | undefined, fresh: boolean): Promise<Databases> {
  const server = url === undefined ? await startEmbedded(folder, fresh) : { url, stop: async () => undefined };
  const prefix = url === undefined ? '' : 'tinjis_';
  try {
    await createDatabases(
      server.url,
      names.map((name) => prefix + name),
      fresh,
    );
  } catch (error) {
    await server.stop();
    throw new Failure('misuse', {
      what: `PostgreSQL does not let us in: ${reasonOf(error)}`,
      fix: 'check DATABASE_URL: the server must run and its user be allowed to create databases',
    });
  }
  const { password } = new URL(server.url);
  const passwordFile = folder.write('database-password', decodeURIComponent(password));
  return {
    env: (name) => {
      const own = new URL(server.url);
      own.pathname = `/${prefix}${name}`;
      // Users other than its owner can read a password in a process's environment, but not in a closed file.
      own.password = '';
      return { DATABASE_URL: own.href, DATABASE_PASSWORD_FILE: passwordFile };
    },
    stop: server.stop,
  };
}

async function startEmbedded(folder: StateFolder, fresh: boolean) {
  try {
    const { value: password } = folder.secret('postgres-password');
    const server = await embeddedServer({ folder: folder.at('postgres'), port: await freePort(), password, fresh });
    await server.start();
    return server;
  } catch (error) {
    throw new Failure('misuse', {
      what: `the embedded PostgreSQL cannot run: ${reasonOf(error)}`,
      why: 'Antaeus and payment keep their books in it',
      fix: 'fix what it says, start over with --fresh, or set DATABASE_URL to a PostgreSQL server of yours',
    });
  }
}

async function createDatabases(url: string, wanted: readonly string[], fresh: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    for (const name of wanted) {
      if (fresh) await client.query(`drop database if exists ${name} with (force)`);
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
      if (rowCount === 0) await client.query(`create database ${name}`);
    }
  } finally {
    await client.end();
  }
}

/** A refused connection to a name with several addresses has a code but no message. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return [code, message].filter(Boolean).join(' ');
}
