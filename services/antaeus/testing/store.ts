import { openDatabase, type Database } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import type { Currency } from '@tinjis/chassis/money';
import { testDatabase } from '@tinjis/chassis/testing/postgres';
import { antaeusMigrations } from '../src/store/migrations/index.ts';
import type { InvoiceStatus, Schema } from '../src/store/schema.ts';

/** A migrated database of a test's own. */
export interface Store extends Database<Schema> {
  readonly url: string;
  /** Adds a customer with invoices; answers the invoices' ids. */
  add(currency: Currency, invoices: readonly NewInvoice[]): Promise<number[]>;
  /** Empties every table and counts ids from 1 again. */
  reset(): Promise<void>;
  drop(): Promise<void>;
}

interface NewInvoice {
  readonly minor?: bigint;
  readonly status?: InvoiceStatus;
  /** The customer's, unless it is to be a wrong one. */
  readonly currency?: Currency;
}

export async function openStore(): Promise<Store> {
  const { url, drop } = await testDatabase();
  const database = openDatabase<Schema>({ url, maxConnections: 5, applicationName: 'antaeus-test-store' });
  await migrateToLatest(database.db, antaeusMigrations);
  return {
    ...database,
    url,
    async add(currency, invoices) {
      const { id } = await database.db
        .insertInto('customers')
        .values({ currency })
        .returning('id')
        .executeTakeFirstOrThrow();
      const rows = await database.db
        .insertInto('invoices')
        .values(
          invoices.map(({ minor = 1000n, status = 'PENDING', currency: own = currency }) => ({
            customer_id: id,
            currency: own,
            amount_minor: minor,
            status,
          })),
        )
        .returning('id')
        .execute();
      return rows.map((row) => row.id);
    },
    async reset() {
      await database.pool.query('truncate customers, invoices, billing_runs, attempts restart identity');
    },
    async drop() {
      await database.close();
      await drop();
    },
  };
}

/** So many alike. */
export function times<T>(count: number, thing: T): T[] {
  return Array.from({ length: count }, () => thing);
}
