import { currencies, type Currency } from '@tinjis/chassis/money';
import Joi from 'joi';

/** The settings of the plugin for the original Antaeus. */
export const upstreamSettings = {
  PATH_KEYS: Joi.boolean()
    .default(false)
    .description('whether /k/{key}/v1/charges exists, for callers that can set nothing but a URL'),
  DEFAULT_CURRENCY: Joi.string()
    .valid(...currencies)
    .default('EUR')
    .description('charged where a caller’s currency was lost'),
  SETTLE_MS: Joi.number()
    .integer()
    .min(0)
    .max(5000)
    .default(250)
    .description('how long an answer may lack the proof of its arrival, in milliseconds'),
};

/** The values of `upstreamSettings`, once read. */
export interface UpstreamSettings {
  readonly PATH_KEYS: boolean;
  readonly DEFAULT_CURRENCY: Currency;
  readonly SETTLE_MS: number;
}
