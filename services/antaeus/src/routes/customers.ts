import type { ServerRoute } from '@hapi/hapi';
import type { Kysely } from 'kysely';
import { findCustomer, listCustomers } from '../store/customers.ts';
import type { Schema } from '../store/schema.ts';
import { answersOrNotFound, customerSchema } from './answers.ts';
import { found, pathId } from './id.ts';
import { listRoute } from './list.ts';

/** `GET /rest/v1/customers` and `GET /rest/v1/customers/{id}`. */
export function customers(db: Kysely<Schema>): ServerRoute[] {
  return [
    listRoute('/rest/v1/customers', { one: customerSchema, example: { id: 1, currency: 'SEK' } }, (page) =>
      listCustomers(db, page),
    ),
    {
      method: 'GET',
      path: '/rest/v1/customers/{id}',
      options: answersOrNotFound('Look up a customer', customerSchema),
      handler: async ({ params }) => found(await findCustomer(db, pathId(params['id'] as string))),
    },
  ];
}
