import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Kysely } from 'kysely';
import { findInvoice, listInvoices, type InvoicePage } from '../store/invoices.ts';
import type { Schema } from '../store/schema.ts';
import { answersOrNotFound, exampleInvoice, invoiceSchema } from './answers.ts';
import { found, pathId } from './id.ts';
import { listRoute } from './list.ts';

/** `GET /rest/v1/invoices` and `GET /rest/v1/invoices/{id}`. */
export function invoices(db: Kysely<Schema>): ServerRoute[] {
  const filters = {
    status: Joi.string().uppercase().valid('PENDING', 'PAID'),
    customerId: Joi.number().integer().min(1).max(2_147_483_647),
  };
  return [
    listRoute<Omit<InvoicePage, 'after' | 'limit'>>(
      '/rest/v1/invoices',
      { one: invoiceSchema, example: exampleInvoice, filters },
      (page) => listInvoices(db, page),
    ),
    {
      method: 'GET',
      path: '/rest/v1/invoices/{id}',
      options: answersOrNotFound('Look up an invoice', invoiceSchema),
      handler: async ({ params }) => found(await findInvoice(db, pathId(params['id'] as string))),
    },
  ];
}
