import { sql, type Kysely } from 'kysely';
import { currencies } from '@tinjis/chassis/money';
import type { Schema } from '../store/schema.ts';

/** How much to add. */
export interface Bulk {
  readonly customers: number;
  /** For each customer. */
  readonly invoices: number;
  /** Told how many invoices are there, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Invoices added in one statement: enough to be quick, few enough for progress to move. */
const step = 10_000;

/**
 * Adds customers, each with so many pending invoices between 10 and 500 in the customer's currency.
 *
 * @returns how many invoices were added
 */
export async function seedBulk(db: Kysely<Schema>, { customers, invoices, onProgress }: Bulk): Promise<number> {
  const total = customers * invoices;
  const perStep = Math.max(1, Math.floor(step / Math.max(1, invoices)));
  for (let done = 0; done < customers;) {
    const now = Math.min(perStep, customers - done);
    await sql`
      with added as (
        insert into customers (currency)
        select (${[...currencies]}::text[])[1 + floor(random() * ${currencies.length})::int] from generate_series(1, ${now}::int)
        returning id, currency
      )
      insert into invoices (customer_id, currency, amount_minor)
      select id, currency, 1000 + floor(random() * 49001)::bigint from added, generate_series(1, ${invoices}::int) order by id`.execute(
      db,
    );
    done += now;
    onProgress?.(done * invoices, total);
  }
  // Without statistics the first run over new tables would be planned as if they were empty.
  await sql`analyze customers, invoices`.execute(db);
  return total;
}
