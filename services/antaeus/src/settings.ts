import { CronPattern } from 'croner';
import Joi from 'joi';
import { commonSettings, usableBy, type CommonSettings } from '@tinjis/chassis/settings';

/** The settings of Antaeus, from the environment. */
export interface Settings extends CommonSettings {
  readonly PAYMENT_PROVIDER_ENDPOINT: string;
  readonly PAYMENT_API_KEY_FILE?: string;
  readonly PAYMENT_TIMEOUT_SECONDS: number;
  readonly PAYMENT_PATIENCE_SECONDS: number;
  readonly BILLING_CONCURRENCY: number;
  readonly BILLING_LEASE_SECONDS: number;
  readonly BILLING_RESUME_SECONDS: number;
  readonly BILLING_SCHEDULE?: string;
  readonly BILLING_TIMEZONE: string;
  readonly SEED: boolean;
  readonly WEB_PAGE: boolean;
}

/** Refuses unusable settings, all of them at once. */
export const settingsSchema: Joi.ObjectSchema<Settings> = Joi.object({
  ...commonSettings,
  PORT: commonSettings.PORT.optional().default(8000),
  OPS_PORT: commonSettings.OPS_PORT.optional().default(8001),
  PAYMENT_PROVIDER_ENDPOINT: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .default('http://localhost:9000/v1/charges')
    .description("URL of payment's POST /v1/charges, called exactly as given"),
  PAYMENT_API_KEY_FILE: Joi.string().description('file that holds the API key for payment; read again when it changes'),
  PAYMENT_TIMEOUT_SECONDS: Joi.number()
    .min(0.1)
    .max(300)
    .default(10)
    .description("longest wait for payment's answer, in seconds; below the time payment drains"),
  PAYMENT_PATIENCE_SECONDS: Joi.number()
    .min(0)
    .max(3600)
    .default(15)
    .description('how long payment may be down before a run is interrupted, in seconds'),
  BILLING_CONCURRENCY: Joi.number().integer().min(1).max(1000).default(32).description('charges under way at once'),
  BILLING_LEASE_SECONDS: Joi.number()
    .min(1)
    .max(600)
    .default(10)
    .description('how long a dead replica keeps its claims, in seconds'),
  BILLING_RESUME_SECONDS: Joi.number()
    .min(0.1)
    .max(3600)
    .default(15)
    .description('how often unfinished runs are looked for, in seconds'),
  BILLING_SCHEDULE: usableBy((pattern) => new CronPattern(pattern)).description(
    'cron pattern of the monthly billing, such as 0 6 1 * *; none when not set',
  ),
  BILLING_TIMEZONE: usableBy((timeZone) => new Intl.DateTimeFormat('en', { timeZone }))
    .default('UTC')
    .description('IANA time zone of BILLING_SCHEDULE'),
  SEED: Joi.boolean()
    .default(true)
    .description('whether an empty database gets the two customers and ten invoices of the challenge'),
  WEB_PAGE: Joi.boolean()
    .default(false)
    .description('whether a browser gets a page at /, on which anybody who reaches the port may bill and add invoices'),
});
