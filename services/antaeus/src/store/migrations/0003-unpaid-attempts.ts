import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Finds the attempts of an invoice that ended without a payment. Together with the unique indexes on its open attempt
 * and its payment, that is every attempt of an invoice; an index on all attempts would cost each billing more.
 */
export const unpaidAttempts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create index attempts_unpaid on attempts (invoice_id) where outcome in ('declined', 'refused', 'mismatched')`.execute(
      db,
    );
  },
};
