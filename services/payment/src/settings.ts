import { commonSettings, readSettings, type CommonSettings } from '@tinjis/chassis/settings';
import Joi from 'joi';
import { behaviourSchema, plainBehaviour, type Behaviour } from './outcome/behaviour.ts';
import { largestSeed } from './outcome/random.ts';
import { upstreamSettings, type UpstreamSettings } from './upstream/settings.ts';

/** A JSON text, read and checked by a schema; its faults are named by their place in it. */
const json = (schema: Joi.Schema) =>
  Joi.string().custom((text: string, helpers) => {
    try {
      return Joi.attempt(JSON.parse(text), schema, { convert: false, abortEarly: false }) as unknown;
    } catch (error) {
      const reason = Joi.isError(error) ? error.details.map(({ message }) => message).join('; ') : 'it is not JSON';
      return helpers.message({ custom: `{{#label}} cannot be used: ${reason.replaceAll(/[{}]/g, '')}` });
    }
  });

const schema = Joi.object({
  ...commonSettings,
  PORT: commonSettings.PORT.optional().default(9000),
  OPS_PORT: commonSettings.OPS_PORT.optional().default(9001),
  API_KEYS_FILE: Joi.string().required().description('JSON file of API keys, or a folder of such files'),
  SUCCESS_RATE: Joi.number()
    .min(0)
    .max(1)
    .default(plainBehaviour.successRate)
    .description('share of charges that are paid'),
  SEED: Joi.number().integer().min(0).max(largestSeed).description('of the random outcomes, for runs that repeat'),
  BEHAVIOUR: json(behaviourSchema)
    .default({})
    .description('decline codes, forced outcomes, latency and faults, as JSON'),
  DATABASE_CONNECTIONS: Joi.number()
    .integer()
    .min(3)
    .max(100)
    .default(8)
    .description('largest number of database connections'),
  CALLER_RATE: Joi.number()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .description('requests a second that a caller may send to a process on average'),
  CALLER_BURST: Joi.number()
    .min(1)
    .max(10_000_000)
    .default(100_000)
    .description('requests that a caller may send at once after a pause'),
  MAX_CONCURRENT: Joi.number()
    .integer()
    .min(1)
    .max(100_000)
    .default(1000)
    .description('requests under way, beyond which new ones are shed'),
  MAX_EVENT_LOOP_DELAY_MS: Joi.number()
    .min(10)
    .max(60_000)
    .default(500)
    .description('lag in milliseconds beyond which requests are shed'),
  ...upstreamSettings,
});

interface RawSettings extends CommonSettings, UpstreamSettings {
  readonly API_KEYS_FILE: string;
  readonly SUCCESS_RATE: number;
  readonly SEED?: number;
  readonly BEHAVIOUR: Partial<Behaviour>;
  readonly DATABASE_CONNECTIONS: number;
  readonly CALLER_RATE: number;
  readonly CALLER_BURST: number;
  readonly MAX_CONCURRENT: number;
  readonly MAX_EVENT_LOOP_DELAY_MS: number;
}

/** Payment's settings; each is explained in the README. */
export interface PaymentSettings extends Omit<RawSettings, 'BEHAVIOUR' | 'SUCCESS_RATE'> {
  readonly BEHAVIOUR: Behaviour;
}

/**
 * Reads payment's settings from the environment.
 *
 * @throws SettingsError that names every fault at once
 */
export function readPaymentSettings(env: Readonly<Record<string, string | undefined>>): PaymentSettings {
  const { SUCCESS_RATE, BEHAVIOUR, ...settings } = readSettings(schema as Joi.ObjectSchema<RawSettings>, env);
  return { ...settings, BEHAVIOUR: { ...plainBehaviour, successRate: SUCCESS_RATE, ...BEHAVIOUR } };
}
