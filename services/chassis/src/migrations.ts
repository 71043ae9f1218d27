import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { isConnectionError } from './connection-error.ts';
import { openDatabase, type DatabaseOptions } from './database.ts';

/**
 * Brings the database's tables to the newest form.
 *
 * kysely first takes a PostgreSQL advisory lock: several replicas may start at once. It waits for a database that is
 * not up yet.
 *
 * @param db the database
 * @param migrations by name, in the order of their names
 * @param patienceMs how long to wait for the database, in milliseconds
 * @throws the migration's error, or the connection's when patience is over
 */
export async function migrateToLatest<DB>(
  db: Kysely<DB>,
  migrations: Readonly<Record<string, Migration>>,
  patienceMs = 60_000,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    if (!isConnectionError(error) || Date.now() >= deadline) throw error;
    await sleep(250);
  }
}

/** A migration of a large table takes its time. */
const migrationMs = 600_000;

/**
 * Brings a database's tables to the newest form over connections of its own, whose statements may take long.
 *
 * @param afterwards asks the database for something more while these connections are open
 * @throws as `migrateToLatest`
 */
export async function migrateDatabase<T>(
  options: DatabaseOptions,
  migrations: Readonly<Record<string, Migration>>,
  afterwards: (db: Kysely<never>) => Promise<T>,
): Promise<T> {
  const { db, close } = openDatabase<never>({ ...options, maxConnections: 2, timeoutMs: migrationMs });
  try {
    await migrateToLatest(db, migrations);
    return await afterwards(db);
  } finally {
    await close();
  }
}
