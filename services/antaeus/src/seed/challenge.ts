import { randomInt } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { currencies, type Currency } from '@tinjis/chassis/money';
import type { Schema } from '../store/schema.ts';

/** Any number that all replicas agree on: they may start together, and one of them seeds. */
const lock = 7_461_966;

/**
 * Gives an empty database the data of the challenge: two customers with five invoices each, the first of each paid.
 * Amounts lie between 10 and 500 in the customer's currency. Does nothing where there already is a customer.
 */
export async function seedChallenge(db: Kysely<Schema>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
    if (await tx.selectFrom('customers').select('id').limit(1).executeTakeFirst()) return;
    for (let customer = 0; customer < 2; customer += 1) {
      const currency = currencies[randomInt(currencies.length)] as Currency;
      const { id } = await tx.insertInto('customers').values({ currency }).returning('id').executeTakeFirstOrThrow();
      await tx
        .insertInto('invoices')
        .values(
          Array.from({ length: 5 }, (_, index) => ({
            customer_id: id,
            currency,
            amount_minor: BigInt(randomInt(1_000, 50_001)),
            status: index === 0 ? ('PAID' as const) : ('PENDING' as const),
          })),
        )
        .execute();
    }
  });
}
