import type { Request, ServerRoute } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import Joi from 'joi';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { callerOf } from '../auth/api-key-scheme.ts';
import { chargeAnswer, chargeAnswerSchema } from '../charges/charge-answer.ts';
import { chargeIdPattern, readChargeId, showChargeId } from '../charges/charge-id.ts';
import { plainKeySchema } from '../charges/idempotency-key.ts';
import { referencePattern } from '../charges/plain-order.ts';
import { findCharge, listCharges, type ChargeFilter } from '../ledger/reader.ts';
import type { PaymentTables } from '../ledger/schema.ts';
import { withLedger } from '../ledger/unavailable.ts';

const chargeId = Joi.string().pattern(chargeIdPattern, 'ch_ and a UUID');

const reference = (name: string) => Joi.string().pattern(referencePattern, name);

/** A query is text: numbers and booleans must be read out of it. */
const query = Joi.object({
  customerId: reference('customer').description('Only charges of this customer.'),
  invoiceId: reference('invoice').description('Only charges for this invoice.'),
  idempotencyKey: plainKeySchema.description('Only the charge that this Idempotency-Key names, however old.'),
  caller: Joi.string()
    .pattern(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'caller')
    .description('Only charges of this caller; for an admin.'),
  result: Joi.boolean().description('Only charges that were paid, or only those refused.'),
  limit: Joi.number().integer().min(1).max(200).default(50).description('Charges on a page.'),
  before: chargeId.description('Only charges before this id: `next` of the previous page.'),
});

const pageSchema = Joi.object({
  charges: Joi.array().items(chargeAnswerSchema).required(),
  next: chargeId.description('Give it as `before` to get the next page; absent on the last.'),
}).label('ChargePage');

type Query = {
  customerId?: string;
  invoiceId?: string;
  idempotencyKey?: string;
  caller?: string;
  result?: boolean;
  limit: number;
  before?: string;
};

/** `GET /v1/charges` and `GET /v1/charges/{id}`: a caller sees its own charges, an admin everybody's. */
export function readChargeRoutes({ db, logger }: { db: Kysely<PaymentTables>; logger: Logger }): ServerRoute[] {
  return [
    {
      method: 'GET',
      path: '/v1/charges',
      options: {
        auth: 'read-or-admin',
        tags: ['api'],
        description: 'List charges, newest first',
        validate: { query, options: { convert: true } },
        response: { status: { 200: pageSchema }, sample: 0 },
      },
      handler: async (request) => {
        const asked = request.query as Query;
        const filter: ChargeFilter = {
          // An extra charge tells whether there is a next page.
          limit: asked.limit + 1,
          ...(asked.caller === undefined ? {} : { caller: asked.caller }),
          // Last: a caller that names another caller sees its own charges all the same.
          ...visibleTo(request),
          ...(asked.customerId === undefined ? {} : { customer: asked.customerId }),
          ...(asked.invoiceId === undefined ? {} : { invoice: asked.invoiceId }),
          ...(asked.idempotencyKey === undefined ? {} : { idempotencyKey: asked.idempotencyKey }),
          ...(asked.result === undefined ? {} : { paid: asked.result }),
          ...(asked.before === undefined ? {} : { before: readChargeId(asked.before) }),
        };
        const found = await withLedger(logger, () => listCharges(db, filter));
        const charges = found.slice(0, asked.limit);
        const last = charges.at(-1);
        return {
          charges: charges.map(chargeAnswer),
          ...(found.length > charges.length && last ? { next: showChargeId(last.id) } : {}),
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/charges/{id}',
      options: {
        auth: 'read-or-admin',
        tags: ['api'],
        description: 'Look up a charge',
        validate: { params: Joi.object({ id: chargeId.required() }) },
        response: { status: { 200: chargeAnswerSchema }, sample: 0 },
      },
      handler: async (request) => {
        const id = readChargeId((request.params as { id: string }).id);
        const charge = await withLedger(logger, () => findCharge(db, id, visibleTo(request).caller));
        if (!charge) throw noSuchCharge();
        return chargeAnswer(charge);
      },
    },
  ];
}

function visibleTo(request: Request): { caller?: string } {
  const { caller, roles } = callerOf(request);
  return roles.includes('admin') ? {} : { caller };
}

function noSuchCharge() {
  return problem(404, {
    type: 'no-such-charge',
    detail: 'There is no charge of yours with this id.',
    fix: 'Take ids from the answer of POST /v1/charges or from GET /v1/charges.',
  });
}
