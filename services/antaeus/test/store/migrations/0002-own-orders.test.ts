import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { sql } from 'kysely';
import { openDatabase } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { testDatabase } from '@tinjis/chassis/testing/postgres';
import { antaeusMigrations } from '../../../src/store/migrations/index.ts';
import type { Schema } from '../../../src/store/schema.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('0002-own-orders', () => {
  it('gives each attempt the order of its invoice', async () => {
    const { url, drop } = await testDatabase();
    const { db, close } = openDatabase<Schema>({ url, maxConnections: 2, applicationName: 'test' });
    await migrateToLatest(db, { '0001-billing': antaeusMigrations['0001-billing'] as never });
    await sql`insert into customers (currency) values ('SEK')`.execute(db);
    await sql`insert into invoices (customer_id, currency, amount_minor) values (1, 'SEK', 12340)`.execute(db);
    await sql`insert into attempts (invoice_id, run_id) values (1, 1)`.execute(db);
    await migrateToLatest(db, antaeusMigrations);
    const attempt = await db.selectFrom('attempts').selectAll().executeTakeFirstOrThrow();
    expect(attempt).to.include({ customer_id: 1, currency: 'SEK', amount_minor: 12_340n });
    await close();
    await drop();
  });
});
