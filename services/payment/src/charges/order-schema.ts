import { currencies, toMinorUnits, type Currency } from '@tinjis/chassis/money';
import Joi from 'joi';
import type { Order } from './charge.ts';
import { isPlainOrder, largestAmount, referencePattern, type ModernBody } from './plain-order.ts';

/** Major units. JSON numbers only: a text such as "1.5" is refused rather than guessed at, and nothing is rounded. */
const value = Joi.number()
  .positive()
  .precision(2)
  // Adds nothing to the check, which precision makes exactly; it says the same in JSON Schema, which has no word for
  // decimals.
  .multiple(0.01)
  .max(largestAmount)
  .description('Amount in major units: above zero, with at most two decimals.')
  .example(123.4);

const currency = Joi.string()
  .valid(...currencies)
  .description('Currency (ISO 4217).');

/** Numbers are what most billing systems count customers and invoices with; texts are for the others. */
const reference = Joi.alternatives(
  Joi.number().integer().positive().max(Number.MAX_SAFE_INTEGER),
  Joi.string().pattern(referencePattern, 'letters, digits and ._:-, at most 64'),
);

export const customerReference = reference.description('Who is charged, in the caller’s own numbering.').example(3);
const invoiceReference = reference
  .description('What is charged for, in the caller’s own numbering.')
  .example('INV-2041');

const modern = Joi.object({
  amount: Joi.object({ value: value.required(), currency: currency.required() }).required(),
  customerId: customerReference.required(),
  invoiceId: invoiceReference,
}).description('The form for new callers.');

/** What an unmodified upstream Antaeus sends: its currency is lost on the way and always arrives as an empty object. */
const upstream = Joi.object({
  currency: Joi.alternatives(
    currency,
    Joi.object({}).description('A currency that was lost: the service’s default is charged.'),
  ).required(),
  customer_id: customerReference.required(),
  value: value.required(),
}).description('The form of the upstream billing service.');

/**
 * Both forms on one route, for the document. The presence of `amount` says which is meant, so that an error speaks of
 * the right one.
 */
export const orderSchema = Joi.alternatives()
  .conditional(Joi.object({ amount: Joi.exist() }).unknown(), { then: modern, otherwise: upstream })
  .required()
  .label('body');

// Joined with the schemas once: given at each check, joi would merge them at each check.
const preferences = { convert: false, abortEarly: false };
const strictModern = modern.required().label('body').prefs(preferences);
const strictUpstream = upstream.required().label('body').prefs(preferences);

type UpstreamBody = { currency: Currency | Record<string, never>; customer_id: string | number; value: number };
export type OrderBody = ModernBody | UpstreamBody;

/**
 * Checks a body as `orderSchema` describes it.
 *
 * Called by the handler instead of by hapi, whose validation costs twice as much as joi's check itself:
 * it builds a context of the whole request and merges options, for each request. What is plainly an order is not even
 * shown to joi, which says what is wrong with anything else.
 *
 * @throws ValidationError that names every fault
 */
export function checkOrder(body: unknown): OrderBody {
  if (isPlainOrder(body)) return body;
  const isModern = typeof body === 'object' && body !== null && 'amount' in body;
  const { error, value } = (isModern ? strictModern : strictUpstream).validate(body);
  if (error) throw error;
  return value as OrderBody;
}

/**
 * What a body of either form orders.
 *
 * @param body as `checkOrder` let it through
 * @param defaultCurrency charged where the body names none
 */
export function readOrder(body: OrderBody, defaultCurrency: Currency): Order {
  if ('amount' in body) {
    return {
      amount: toMinorUnits(body.amount.value),
      currency: body.amount.currency,
      customer: String(body.customerId),
      invoice: body.invoiceId === undefined ? null : String(body.invoiceId),
    };
  }
  const named = typeof body.currency === 'string' ? body.currency : defaultCurrency;
  return { amount: toMinorUnits(body.value), currency: named, customer: String(body.customer_id), invoice: null };
}
