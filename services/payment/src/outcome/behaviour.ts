import { currencies, type Currency } from '@tinjis/chassis/money';
import Joi from 'joi';
import { largestAmount } from '../charges/plain-order.ts';
import { declineCodes, type DeclineCode } from './decline-codes.ts';
import { faults, type Fault } from './faults.ts';
import { latencySchema, type Latency } from './latency.ts';

/** An outcome that is certain instead of drawn. */
export interface Forced {
  readonly customerId?: string | number;
  readonly amount?: { readonly value: number; readonly currency?: Currency };
  readonly outcome: 'paid' | DeclineCode | Fault;
}

/** How charges turn out. */
export interface Behaviour {
  /** Share of charges that are paid, 0 to 1. */
  readonly successRate: number;
  /** Relative weight of each code among the refused. */
  readonly declineCodes: Readonly<Partial<Record<DeclineCode, number>>>;
  /** The first that fits decides. */
  readonly forced: readonly Forced[];
  readonly latency: Latency;
  /** Probability of each fault, 0 to 1; together at most 1. */
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
}

export const plainBehaviour: Behaviour = {
  successRate: 0.5,
  declineCodes: { insufficient_funds: 60, card_declined: 20, card_expired: 10, limit_exceeded: 7, suspected_fraud: 3 },
  forced: [],
  latency: { kind: 'none' },
  faults: {},
};

const share = Joi.number().min(0).max(1);
const keyed = <Name extends string>(names: readonly Name[], schema: Joi.Schema) =>
  Joi.object(Object.fromEntries(names.map((name) => [name, schema])));

const forcedSchema = Joi.object({
  customerId: Joi.alternatives(Joi.number().integer().positive(), Joi.string().max(64)),
  amount: Joi.object({
    value: Joi.number().positive().precision(2).max(largestAmount).required(),
    currency: Joi.string().valid(...currencies),
  }),
  outcome: Joi.string()
    .valid('paid', ...declineCodes, ...faults)
    .required(),
})
  .or('customerId', 'amount')
  .description('Fits a charge of this customer, of this amount, or of both.');

/** The parts of a behaviour; those left out stay as they are. */
export const behaviourSchema = Joi.object({
  successRate: share.description('Share of charges that are paid.'),
  declineCodes: keyed(declineCodes, Joi.number().positive().max(1e6))
    .min(1)
    .description('Relative weight of each code among the refused.'),
  forced: Joi.array().items(forcedSchema).max(1000).description('Certain outcomes; the first that fits decides.'),
  latency: latencySchema,
  faults: keyed(faults, share)
    .custom((given: Record<string, number>, helpers) => {
      const total = Object.values(given).reduce((sum, probability) => sum + probability, 0);
      // Ten times 0.1 is a little above 1 in binary.
      return total <= 1 + 1e-9 ? given : helpers.message({ custom: '{{#label}} must add up to at most 1' });
    })
    .description('Probability of each fault; together at most 1.'),
});
