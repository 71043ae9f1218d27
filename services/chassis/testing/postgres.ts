import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../src/embedded/port.ts';
import { embeddedServer, type EmbeddedServer } from '../src/embedded/server.ts';

export { freePort };

/** A PostgreSQL database of a test's own. */
export interface TestDatabase {
  /** postgres://user:password@127.0.0.1:port/name */
  readonly url: string;
  drop(): Promise<void>;
}

let shared: Promise<EmbeddedServer> | undefined;

/**
 * A new, empty database on a real PostgreSQL server that this process starts once and that ends with it.
 *
 * `TEST_DATABASE_URL` (a server that may create databases) is used instead where it is set.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'] ?? (await (shared ??= testServer())).url;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
}

/**
 * A pool on a test's database. A pool has ended before its last backends have, and a backend that is still there when
 * the database is dropped says so to its client: nobody needs to hear it, and without a listener it ends the tests.
 */
export function testPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url });
  pool.on('error', () => undefined);
  return pool;
}

/**
 * A started server of a test's own, on a free port and in a new folder, for tests that take it away and bring it back.
 *
 * @param settings PostgreSQL settings by name
 */
export async function testServer(settings: Readonly<Record<string, string>> = {}): Promise<EmbeddedServer> {
  const parent = mkdtempSync(join(tmpdir(), 'tinjis-postgres-'));
  const server = await embeddedServer({
    folder: join(parent, 'data'),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    // The data is thrown away, so it need not survive a power cut.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200', ...settings },
  });
  process.once('exit', () => {
    rmSync(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  });
  await server.start();
  return server;
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
