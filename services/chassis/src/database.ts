import { readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** An open database: typed queries, the pool under them, and whether it answers. */
export interface Database<DB> {
  readonly db: Kysely<DB>;
  readonly pool: pg.Pool;
  /** Whether a statement is answered within a second. Never throws. */
  isUp(): Promise<boolean>;
  /** Ends every connection once its statement is done. */
  close(): Promise<void>;
}

/** PostgreSQL's type number of int8. The driver gives it as text, because it does not fit a JavaScript number. */
const int8 = 20;

/**
 * Opens a pool of PostgreSQL connections. Nothing connects before the first statement.
 *
 * @param options.url postgres://user[:password]@host:port/name
 * @param options.passwordFile read for each new connection, so that a rotated password needs no restart
 * @param options.maxConnections upper bound of the pool
 * @param options.applicationName shown in pg_stat_activity
 * @param options.onError told of connections that break while idle
 */
export function openDatabase<DB>(options: {
  url: string;
  passwordFile?: string;
  maxConnections: number;
  applicationName: string;
  onError?: (error: Error) => void;
}): Database<DB> {
  const { passwordFile } = options;
  const pool = new pg.Pool({
    ...connection(options.url),
    ...(passwordFile === undefined ? {} : { password: async () => (await readFile(passwordFile, 'utf8')).trimEnd() }),
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5000,
    // A new connection costs a process and a handshake, which the first query after a pause would wait for.
    idleTimeoutMillis: 300_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? BigInt : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // Without a listener, a connection that the server closes would end the process: the pool's tells of idle ones,
  // the connection's own is for the middle of a statement, whose caller gets the error anyway.
  pool.on('error', (error) => options.onError?.(error));
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, isUp: () => answers(pool), close: () => db.destroy() };
}

// The URL is taken apart here because a password in a connection string would win over the one in the file.
function connection(url: string) {
  const { username, password, hostname, port, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

async function answers(pool: pg.Pool): Promise<boolean> {
  const late = new Promise<false>((resolve) =>
    setTimeout(() => {
      resolve(false);
    }, 1000).unref(),
  );
  return Promise.race([
    pool.query('select 1').then(
      () => true,
      () => false,
    ),
    late,
  ]);
}
