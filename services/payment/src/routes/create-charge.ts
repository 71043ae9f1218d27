import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { Currency } from '@tinjis/chassis/money';
import { refuseInvalid } from '@tinjis/chassis/problem';
import type { Logger } from 'pino';
import { callerOf, pathKeyParameter } from '../auth/api-key-scheme.ts';
import { chargeAnswer, chargeAnswerSchema } from '../charges/charge-answer.ts';
import type { Order } from '../charges/charge.ts';
import type { Charging } from '../charges/charging.ts';
import { idempotencyKeySchema, readIdempotencyKey } from '../charges/idempotency-key.ts';
import { checkOrder, orderSchema, readOrder } from '../charges/order-schema.ts';
import { withLedger } from '../ledger/unavailable.ts';
import { isConnected } from '../outcome/inflict.ts';

interface Parts {
  readonly charging: Charging;
  readonly logger: Logger;
  readonly defaultCurrency: Currency;
}

/** `POST /v1/charges`, and the same with the key in the path where that is opted in to. */
export function createChargeRoutes(parts: Parts & { readonly pathKeys: boolean }): ServerRoute[] {
  const paths = ['/v1/charges', ...(parts.pathKeys ? [`/k/{${pathKeyParameter}}/v1/charges`] : [])];
  return paths.map((path) => ({
    method: 'POST',
    path,
    options: {
      auth: 'charge',
      tags: ['api'],
      description: 'Charge an amount',
      notes:
        'The outcome is random unless it is forced. A refusal is an answer: 200 with result false and a decline code.',
      response: { status: { 200: chargeAnswerSchema }, sample: 0 },
      plugins: { openapi: { headers: { 'Idempotency-Key': idempotencyKeySchema }, payload: orderSchema } },
    },
    handler: createCharge(parts),
  }));
}

function createCharge({ charging, logger, defaultCurrency }: Parts) {
  return async (request: Request, h: ResponseToolkit) => {
    const order = orderOf(request, h, defaultCurrency);
    const key = readIdempotencyKey(request.headers);
    const { caller } = callerOf(request);
    const written = await withLedger(logger, () =>
      key === undefined ? charging.unnamed(request, caller, order) : charging.named(request, caller, order, key),
    );
    if (!written || !isConnected(request)) return h.abandon;
    const response = h.response(chargeAnswer(written.charge));
    return written.replayed ? response.header('Idempotent-Replayed', 'true') : response;
  };
}

function orderOf(request: Request, h: ResponseToolkit, defaultCurrency: Currency): Order {
  try {
    return readOrder(checkOrder(request.payload), defaultCurrency);
  } catch (error) {
    return refuseInvalid(request, h, error as Error);
  }
}
