import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `alter table attempts add column customer_id integer, add column currency char(3), add column amount_minor bigint`,
  `update attempts a set customer_id = i.customer_id, currency = i.currency, amount_minor = i.amount_minor
    from invoices i where i.id = a.invoice_id`,
  `alter table attempts alter column customer_id set not null, alter column currency set not null,
    alter column amount_minor set not null, add check (amount_minor > 0)`,
];

/**
 * Gives each attempt an order of its own. An invoice may change while an attempt has no verdict, and another order
 * under the same key would be refused although a charge stands.
 */
export const ownOrders: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) {
      await sql.raw(statement).execute(db);
    }
  },
};
