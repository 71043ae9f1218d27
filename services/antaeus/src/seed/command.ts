import { parseArgs } from 'node:util';
import Joi from 'joi';
import { openDatabase } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { commonSettings, readSettings, type CommonSettings } from '@tinjis/chassis/settings';
import { antaeusMigrations } from '../store/migrations/index.ts';
import type { Schema } from '../store/schema.ts';
import { seedBulk } from './bulk.ts';
import { showProgress, type ProgressStream } from './progress.ts';

const settings = Joi.object<Pick<CommonSettings, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>>({
  DATABASE_URL: commonSettings.DATABASE_URL,
  DATABASE_PASSWORD_FILE: commonSettings.DATABASE_PASSWORD_FILE,
});
const usage =
  'usage: node src/seed.ts --customers N --invoices M (M for each customer); DATABASE_URL names the database\n';

/**
 * `node src/seed.ts --customers N --invoices M`: adds N customers with M pending invoices each.
 *
 * @param args command line after the script's name
 * @param out where progress and complaints go
 * @returns exit code: 0, or 2 for a command line or settings that cannot be used
 */
export async function seedCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  out: ProgressStream,
): Promise<0 | 2> {
  let amount: { customers: number; invoices: number };
  let target: Pick<CommonSettings, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { customers: { type: 'string' }, invoices: { type: 'string' } },
    });
    amount = { customers: count('--customers', values.customers), invoices: count('--invoices', values.invoices) };
    target = readSettings(settings, env);
  } catch (error) {
    out.write(`${(error as Error).message}\n${usage}`);
    return 2;
  }
  const { DATABASE_URL: url, DATABASE_PASSWORD_FILE: passwordFile } = target;
  const database = openDatabase<Schema>({
    url,
    ...(passwordFile === undefined ? {} : { passwordFile }),
    maxConnections: 2,
    applicationName: 'antaeus-seed',
    // Statistics of many rows take their time.
    timeoutMs: 600_000,
  });
  try {
    await migrateToLatest(database.db, antaeusMigrations);
    await seedBulk(database.db, { ...amount, onProgress: showProgress(out, 'invoices') });
  } finally {
    await database.close();
  }
  return 0;
}

function count(name: string, text: string | undefined): number {
  const value = Number(text);
  if (!/^\d{1,7}$/.test(text ?? '') || value < 1) throw new Error(`${name} must be a whole number from 1 to 9999999`);
  return value;
}
