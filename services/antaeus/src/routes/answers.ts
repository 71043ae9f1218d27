import { currencies } from '@tinjis/chassis/money';
import Joi from 'joi';
import { outcomes } from '../billing/attempts.ts';

/** What the routes answer, for the OpenAPI document; nothing is checked by it. */
const id = Joi.number().integer().required();
const instant = Joi.string().isoDate();
const currency = Joi.string()
  .valid(...currencies)
  .required()
  .description('ISO 4217.');
const amount = Joi.object({ value: Joi.number().required().description('Major units.'), currency }).required();

export const customerSchema = Joi.object({ id, currency });

export const invoiceSchema = Joi.object({
  id,
  customerId: id,
  amount,
  status: Joi.string().valid('PENDING', 'PAID').required(),
});

export const runSchema = Joi.object({
  id,
  state: Joi.string().valid('running', 'interrupted', 'finished').required(),
  reason: Joi.string().description('Why it was interrupted.'),
  total: id.description('Invoices that it covers.'),
  paid: id,
  declined: id.description('Payment said no; the next run tries again.'),
  failed: id.description('Without a verdict of payment, or refused by it as invalid.'),
  mismatched: id.description('Not charged: the currency is not the customer’s.'),
  pending: id,
  rate: Joi.number().allow(null).required().description('Share of verdicts that were paid.'),
  invoicesPerSecond: Joi.number().required(),
  startedAt: instant.required(),
  finishedAt: instant.allow(null).required(),
  scheduledFor: instant.allow(null).required(),
});

export const attemptSchema = Joi.object({
  invoiceId: id,
  amount: amount.keys({ minorUnits: id.description('The same in minor units: cents, øre.') }),
  outcome: Joi.string()
    .valid(...outcomes.filter((outcome) => outcome !== 'none'))
    .allow(null)
    .required(),
  idempotencyKey: Joi.string().required(),
  chargeId: Joi.string().allow(null).required(),
  declineCode: Joi.string().allow(null).required(),
  error: Joi.string().allow(null).required(),
  openedAt: instant.required(),
  settledAt: instant.allow(null).required(),
});

/** The options of a route that the OpenAPI document describes. */
export const answers = (description: string, schema: Joi.Schema, more: Readonly<Record<number, Joi.Schema>> = {}) => ({
  description,
  tags: ['api'],
  response: { status: { 200: schema, ...more }, sample: 0 },
});

/** As `answers`, of a route whose path names a thing that may not be there. */
export const answersOrNotFound = (description: string, schema: Joi.Schema) =>
  answers(description, schema, { 404: Joi.string().valid('not found').required() });

export const exampleInvoice = { id: 2, customerId: 1, amount: { value: 215.59, currency: 'SEK' }, status: 'PENDING' };
