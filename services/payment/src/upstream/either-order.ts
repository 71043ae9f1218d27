import { toMinorUnits, type Currency } from '@tinjis/chassis/money';
import Joi from 'joi';
import type { Order } from '../charges/charge.ts';
import {
  amountValue,
  checkOrder,
  currencyCode,
  customerReference,
  orderSchema,
  readOrder,
  strictly,
} from '../charges/order-schema.ts';

/** The body of an unmodified Antaeus. Its currency is lost on the way and always arrives as an empty object. */
const upstreamSchema = Joi.object({
  currency: Joi.alternatives(
    currencyCode,
    Joi.object({}).description('A currency that was lost: the service’s default is charged.'),
  ).required(),
  customer_id: customerReference.required(),
  value: amountValue.required(),
}).description('The form of the upstream billing service.');

/** Either form of an order. The presence of `amount` tells the caller’s form, and an error speaks of that form. */
export const eitherOrderSchema = Joi.alternatives()
  .conditional(Joi.object({ amount: Joi.exist() }).unknown(), { then: orderSchema, otherwise: upstreamSchema })
  .required()
  .label('body');

const strictUpstream = strictly(upstreamSchema);

interface UpstreamBody {
  readonly currency: Currency | Record<string, never>;
  readonly customer_id: string | number;
  readonly value: number;
}

/**
 * Reads an order in either form.
 *
 * @param body as the caller sent it
 * @param defaultCurrency charged where the body names none
 * @throws ValidationError that names every fault
 */
export function readEitherOrder(body: unknown, defaultCurrency: Currency): Order {
  if (typeof body === 'object' && body !== null && 'amount' in body) return readOrder(checkOrder(body));
  const { currency, customer_id: customer, value: amount } = Joi.attempt(body, strictUpstream) as UpstreamBody;
  return {
    amount: toMinorUnits(amount),
    currency: typeof currency === 'string' ? currency : defaultCurrency,
    customer: String(customer),
    invoice: null,
  };
}
