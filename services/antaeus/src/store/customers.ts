import type { Kysely } from 'kysely';
import type { Currency } from '@tinjis/chassis/money';
import type { Schema } from './schema.ts';

/** A customer as the REST API shows it. */
export interface Customer {
  readonly id: number;
  readonly currency: Currency;
}

/** The customer of that id, or undefined. */
export async function findCustomer(db: Kysely<Schema>, id: number): Promise<Customer | undefined> {
  return db.selectFrom('customers').select(['id', 'currency']).where('id', '=', id).executeTakeFirst();
}

/** A page of customers in the order of their ids, beginning above `after`. */
export async function listCustomers(
  db: Kysely<Schema>,
  { after, limit }: { after: number; limit: number },
): Promise<Customer[]> {
  return db
    .selectFrom('customers')
    .select(['id', 'currency'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}
