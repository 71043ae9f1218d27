import { Kysely, PostgresDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { openDatabase } from '../src/database.ts';
import { testDatabase } from './postgres.ts';

/**
 * Statements after which a version that still runs may fail: it reads or writes what is gone, renamed, or no longer
 * allowed to be left out.
 */
const contracting = [
  /\bdrop (?!constraint|trigger)/i,
  /\brename\b/i,
  /\bset not null\b/i,
  /\badd (?:constraint\b|check\b|unique\b|primary key\b|foreign key\b)/i,
  /\badd column [^,]*not null(?![^,]*default)/i,
  /\btype\b.*\busing\b/i,
  /\brevoke\b/i,
];

/**
 * Runs migrations on a database of their own, and tells which steps take something away from the version before.
 *
 * @returns the names of these steps, in their order
 */
export async function contractingSteps(migrations: Readonly<Record<string, Migration>>): Promise<string[]> {
  const own = await testDatabase();
  const { pool, close } = openDatabase<never>({ url: own.url, maxConnections: 2, applicationName: 'test' });
  let statements: string[] = [];
  const db = new Kysely<never>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => {
      statements.push(query.sql);
    },
  });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const found: string[] = [];
  for (const name of Object.keys(migrations).sort()) {
    statements = [];
    const { error } = await migrator.migrateTo(name);
    if (error !== undefined) throw error;
    if (statements.some((statement) => contracting.some((pattern) => pattern.test(statement)))) found.push(name);
  }
  await close();
  await own.drop();
  return found;
}
