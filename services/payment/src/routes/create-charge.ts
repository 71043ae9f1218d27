import type { Lifecycle, Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { refuseInvalid } from '@tinjis/chassis/problem';
import { readStrictJson } from '@tinjis/chassis/strict-json';
import Joi from 'joi';
import type { Logger } from 'pino';
import { callerOf } from '../auth/api-key-scheme.ts';
import { chargeAnswer, chargeAnswerSchema } from '../charges/charge-answer.ts';
import type { Order } from '../charges/charge.ts';
import type { Charging } from '../charges/charging.ts';
import { idempotencyKeySchema, requireIdempotencyKey } from '../charges/idempotency-key.ts';
import { checkOrder, orderSchema, readOrder } from '../charges/order-schema.ts';
import type { Written } from '../ledger/charge-statement.ts';
import { chargingFailed, withLedger } from '../ledger/unavailable.ts';
import { isConnected } from '../outcome/inflict.ts';

/** How a route's callers order: the form of their bodies, and what charges an order. */
export interface ChargeTerms {
  readonly bodySchema: Joi.Schema;
  /** @throws ValidationError for a body that `bodySchema` refuses */
  readonly readOrder: (body: unknown) => Order;
  /** @returns undefined when there is nobody to answer */
  readonly charge: (request: Request, caller: string, order: Order) => Promise<Written | undefined>;
}

/** A route that charges. */
export interface ChargeRouteOptions extends ChargeTerms {
  readonly logger: Logger;
  readonly path?: string;
  /** The strategy that knows callers. */
  readonly auth?: string;
  /** The security of the route in the OpenAPI document; a key in the header when left out. */
  readonly security?: readonly unknown[];
}

/** The terms of callers that name each charge by an Idempotency-Key. */
export const namedOrders = (charging: Charging): ChargeTerms => ({
  bodySchema: orderSchema,
  readOrder: (body) => readOrder(checkOrder(body)),
  charge: async (request, caller, order) =>
    charging.named(request, caller, order, requireIdempotencyKey(request.headers)),
});

const example = {
  body: { amount: { value: 123.4, currency: 'EUR' }, customerId: 3, invoiceId: 'INV-2041' },
  answer: {
    id: 'ch_01a205d0-1eab-7f7b-b960-3f750468bc6b',
    result: true,
    amount: { value: 123.4, minorUnits: 12_340, currency: 'EUR' },
    customerId: '3',
    invoiceId: 'INV-2041',
    createdAt: '2026-11-23T10:00:00.123Z',
  },
};

/** What an error says of the charge. */
const chargeProblem = Joi.object({
  result: Joi.boolean().valid(false).description('Nothing was paid; there for callers that read nothing else.'),
  charged: Joi.string()
    .valid('yes', 'no', 'unknown')
    .description(
      'Whether a charge stands: `yes` under this Idempotency-Key (see `chargeId`), `no`, or `unknown`; then the same request sent again tells, and so does GET /v1/charges?idempotencyKey=. Where it is absent, the request was refused before anything was charged; an earlier request under the same key may have charged.',
    ),
  chargeId: Joi.string().description('The charge that stands.'),
}).unknown();

/** `POST /v1/charges`, or the same under another path. */
export function chargeRoute(options: ChargeRouteOptions): ServerRoute {
  const { path = '/v1/charges', auth = 'charge', bodySchema, security } = options;
  return {
    method: 'POST',
    path,
    options: {
      auth,
      payload: { parse: 'gunzip' },
      tags: ['api'],
      description: 'Charge an amount',
      notes:
        'The outcome is random unless it is forced. A refusal is an answer: 200 with result false and a decline code.',
      response: { status: { 200: chargeAnswerSchema }, sample: 0 },
      plugins: {
        openapi: {
          headers: { 'Idempotency-Key': idempotencyKeySchema },
          payload: bodySchema,
          example,
          refusals: [422],
          problemMembers: chargeProblem,
          answerHeaders: { 'Idempotent-Replayed': '`true` if the charge was made before; absent otherwise.' },
          ...(security ? { security } : {}),
        },
      },
    },
    handler: answerCharge(options),
  };
}

function answerCharge({ logger, readOrder: read, charge }: ChargeRouteOptions): Lifecycle.Method {
  return async (request: Request, h: ResponseToolkit) => {
    const order = orderOf(request, h, read);
    const { caller } = callerOf(request);
    const written = await withLedger(logger, () => charge(request, caller, order), chargingFailed);
    if (!written || !isConnected(request)) return h.abandon;
    const response = h.response(chargeAnswer(written.charge));
    return written.replayed ? response.header('Idempotent-Replayed', 'true') : response;
  };
}

function orderOf(request: Request, h: ResponseToolkit, read: ChargeTerms['readOrder']): Order {
  try {
    return read(readStrictJson(request));
  } catch (error) {
    return refuseInvalid(request, h, error as Error);
  }
}
