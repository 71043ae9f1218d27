import { currencies, toMinorUnits } from '@tinjis/chassis/money';
import Joi from 'joi';
import type { Order } from './charge.ts';
import { isPlainOrder, largestAmount, largestMinorUnits, referencePattern, type OrderBody } from './plain-order.ts';

/** Major units. JSON numbers only: a text such as "1.5" is refused rather than guessed at, and nothing is rounded. */
export const amountValue = Joi.number()
  .positive()
  .precision(2)
  // The check needs only precision. JSON Schema has no word for decimals and needs this.
  .multiple(0.01)
  .max(largestAmount)
  .description('Amount in major units: above zero, with at most two decimals.')
  .example(123.4);

export const currencyCode = Joi.string()
  .valid(...currencies)
  .description('Currency (ISO 4217).');

/** A whole number, for callers that do not count money in decimals. */
const minorUnits = Joi.number()
  .integer()
  .positive()
  .max(largestMinorUnits)
  .description('Amount in minor units, cents or øre: the same as `value` without a decimal point.');

const amountSchema = Joi.alternatives().conditional(Joi.object({ minorUnits: Joi.exist() }).unknown(), {
  then: Joi.object({ minorUnits: minorUnits.required(), currency: currencyCode.required() }),
  otherwise: Joi.object({ value: amountValue.required(), currency: currencyCode.required() }),
});

/** Most billing systems count customers and invoices by number; texts are for the others. */
const reference = Joi.alternatives(
  Joi.number().integer().positive().max(Number.MAX_SAFE_INTEGER),
  Joi.string().pattern(referencePattern, 'letters, digits and ._:-, at most 64'),
);

export const customerReference = reference.description('The customer, by the caller’s own name for it.').example(3);
const invoiceReference = reference.description('The invoice, by the caller’s own name for it.').example('INV-2041');

/** An order, for the document. */
export const orderSchema = Joi.object({
  amount: amountSchema.required(),
  customerId: customerReference.required(),
  invoiceId: invoiceReference,
})
  .required()
  .label('body')
  .description('The form for new callers.');

/** The schema of a body with all that a check of it needs: joi would merge preferences anew at each check. */
export const strictly = (schema: Joi.Schema): Joi.Schema =>
  schema.required().label('body').prefs({ convert: false, abortEarly: false });

const strictOrder = strictly(orderSchema);

/**
 * Checks a body as `orderSchema` describes it.
 *
 * The handler calls it instead of hapi, whose validation costs twice as much as joi's check itself: for each request it
 * builds a context of the whole request and merges options. A body that is plainly an order is not even shown to joi,
 * which says what is wrong with any other.
 *
 * @throws ValidationError that names every fault
 */
export function checkOrder(body: unknown): OrderBody {
  if (isPlainOrder(body)) return body;
  return Joi.attempt(body, strictOrder) as OrderBody;
}

/**
 * The order in a body.
 *
 * @param body as `checkOrder` let it through
 */
export function readOrder({ amount, customerId, invoiceId }: OrderBody): Order {
  return {
    amount: amount.minorUnits === undefined ? toMinorUnits(amount.value as number) : BigInt(amount.minorUnits),
    currency: amount.currency,
    customer: String(customerId),
    invoice: invoiceId === undefined ? null : String(invoiceId),
  };
}
