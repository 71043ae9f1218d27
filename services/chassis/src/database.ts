import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { readDatabaseUrl } from './database-url.ts';

/** An open database: typed queries, the pool under them, and whether it answers. */
export interface Database<DB> {
  readonly db: Kysely<DB>;
  readonly pool: pg.Pool;
  /** Whether a statement is answered within a second, on a connection that nobody else uses. Never throws. */
  isUp(): Promise<boolean>;
  /** Ends every connection once its statement is done; connections that do not end in time are cut. */
  close(): Promise<void>;
}

/** How to open a database. */
export interface DatabaseOptions {
  /** As `readDatabaseUrl` reads it. */
  readonly url: string;
  /** Read for each new connection: a rotated password needs no restart. */
  readonly passwordFile?: string;
  readonly maxConnections: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /**
   * How long a connection may say nothing while a statement waits for it, in milliseconds. Then it counts as broken.
   * The server itself gives a statement four fifths of that time: a slow statement ends there, with a definite answer.
   */
  readonly timeoutMs?: number;
  /** A role that each connection takes, with fewer rights than its user. */
  readonly role?: string | undefined;
  /** Hears of connections that break. */
  readonly onError?: (error: Error) => void;
}

/** PostgreSQL's type number of int8. The driver gives it as text, because it does not fit a JavaScript number. */
const int8 = 20;

const probeMs = 1_000;

/** How long `close` waits before it cuts connections, in milliseconds. */
const closeMs = 5_000;

/** Opens a pool of PostgreSQL connections. Nothing connects before the first statement. */
export function openDatabase<DB>(options: DatabaseOptions): Database<DB> {
  const { timeoutMs = 10_000, maxConnections } = options;
  const main = watchedPool({ ...options, timeoutMs }, maxConnections);
  // A connection of its own: busy connections are no sign of a database that is away.
  const probe = watchedPool({ ...options, timeoutMs: probeMs }, 1);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: main.pool }) });
  return {
    db,
    pool: main.pool,
    isUp: () => answers(probe.pool),
    close: async () => {
      await Promise.all([main.close(() => main.pool.end()), probe.close(() => probe.pool.end())]);
    },
  };
}

interface WatchedPool {
  readonly pool: pg.Pool;
  /** Ends the pool by `end` and waits until its connections are gone; it cuts those that do not go in time. */
  close(end: () => Promise<void>): Promise<void>;
}

/** A pool that no silent connection stays in. */
function watchedPool(options: DatabaseOptions & { readonly timeoutMs: number }, max: number): WatchedPool {
  const { url, passwordFile, applicationName, timeoutMs, role, onError = () => undefined } = options;
  const sockets = new Map<pg.PoolClient, Socket>();
  const busy = new Set<pg.PoolClient>();
  const pool = new pg.Pool({
    ...readDatabaseUrl(url),
    ...(passwordFile === undefined ? {} : { password: async () => (await readFile(passwordFile, 'utf8')).trimEnd() }),
    // A backslash keeps a space from ending the option.
    ...(role === undefined ? {} : { options: `-c role=${role.replaceAll(/[\\ ]/g, '\\$&')}` }),
    max,
    application_name: applicationName,
    connectionTimeoutMillis: Math.min(5000, timeoutMs),
    statement_timeout: Math.ceil(timeoutMs * 0.8),
    idle_in_transaction_session_timeout: timeoutMs,
    // A new connection costs a process and a handshake, which the first query after a pause would wait for.
    idleTimeoutMillis: 300_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? BigInt : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  const close = async (end: () => Promise<void>) => {
    // The pool waits for no connection to be gone, and a silent connection would keep the process from ending.
    const gone = [...sockets.values()].map((socket) => finished(socket).catch(() => undefined));
    const deadline = setTimeout(() => {
      for (const socket of sockets.values()) {
        socket.destroy();
      }
    }, closeMs);
    await end();
    await Promise.all(gone);
    clearTimeout(deadline);
  };
  const watch = (client: pg.PoolClient) => {
    const socket = socketOf(client);
    sockets.set(client, socket);
    socket.setTimeout(timeoutMs);
    socket.on('timeout', () => {
      if (!busy.has(client)) return;
      onError(new Error(`a connection said nothing for ${timeoutMs} ms in the middle of a statement`));
      socket.destroy();
      // The idle connections took the same way and are probably as dead: each would cost a statement the same wait.
      for (const [other, idle] of sockets) {
        if (!busy.has(other)) idle.destroy();
      }
    });
  };
  // Without a listener, a connection that the server closes would end the process: the pool's tells of idle ones,
  // the connection's own is for the middle of a statement, whose caller gets the error anyway.
  pool.on('error', onError);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    watch(client);
  });
  pool.on('acquire', (client) => busy.add(client));
  pool.on('release', (_error, client) => busy.delete(client));
  pool.on('remove', (client) => {
    sockets.delete(client);
    busy.delete(client);
  });
  return { pool, close };
}

/** The driver keeps a connection's socket to itself, and has no way to ask how long it has been silent. */
const socketOf = (client: pg.PoolClient): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;

const answers = (pool: pg.Pool): Promise<boolean> =>
  pool.query('select 1').then(
    () => true,
    () => false,
  );
