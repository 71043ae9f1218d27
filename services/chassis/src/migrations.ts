import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { isConnectionError } from './connection-error.ts';

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
