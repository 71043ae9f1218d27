import Joi from 'joi';
import { readDatabaseUrl } from './database-url.ts';

/** A text that `use` accepts; its error is the reason for a refusal. */
export const usableBy = (use: (text: string) => unknown) =>
  Joi.string().custom((text: string, helpers) => {
    try {
      use(text);
      return text;
    } catch (error) {
      return helpers.message({
        custom: `{{#label}} cannot be used: ${(error as Error).message.replaceAll(/[{}]/g, '')}`,
      });
    }
  });

/** The settings every service has, from the environment. Each description is shown when its value is refused. */
export const commonSettings = {
  HOST: Joi.string().hostname().default('0.0.0.0').description('address that both ports listen on'),
  PORT: Joi.number().port().required().description('public port'),
  OPS_PORT: Joi.number().port().required().description('port of /live, /ready and /metrics'),
  LOG_LEVEL: Joi.string()
    .valid('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .description('least level that is logged'),
  DATABASE_URL: usableBy(readDatabaseUrl)
    .uri({ scheme: ['postgres', 'postgresql'] })
    .required()
    .description('PostgreSQL server and database, as postgres://user@host:port/name?sslmode=verify-full'),
  DATABASE_PASSWORD_FILE: Joi.string().description(
    'file that holds the database password; read again for each new connection',
  ),
  MAX_CONNECTIONS_PER_ADDRESS: Joi.number()
    .integer()
    .min(1)
    .max(100_000)
    .default(500)
    .description('open connections from an address, beyond which further ones are closed'),
  DRAIN_SECONDS: Joi.number()
    .min(0)
    .max(300)
    .default(5)
    .description('how long /ready answers no before the public port closes, in seconds'),
  STOP_TIMEOUT_SECONDS: Joi.number()
    .min(1)
    .max(3600)
    .default(35)
    .description('longest wait for open requests at a stop, in seconds'),
};

/** The values of `commonSettings`, once read. */
export interface CommonSettings {
  readonly HOST: string;
  readonly PORT: number;
  readonly OPS_PORT: number;
  readonly LOG_LEVEL: string;
  readonly DATABASE_URL: string;
  readonly DATABASE_PASSWORD_FILE?: string;
  readonly MAX_CONNECTIONS_PER_ADDRESS: number;
  readonly DRAIN_SECONDS: number;
  readonly STOP_TIMEOUT_SECONDS: number;
}

/**
 * Refused settings: the message names every fault at once, each on a line, and never a value, which might be a secret.
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads and checks a service's settings.
 *
 * @param schema the settings that are known; anything else in the environment is left out of the answer
 * @param env the environment; an empty value counts as not set: an emptied ConfigMap key gives an empty value
 * @throws SettingsError when settings are missing or refused
 */
export function readSettings<T>(schema: Joi.ObjectSchema<T>, env: Readonly<Record<string, string | undefined>>): T {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const { error, value } = schema.validate(given, { abortEarly: false, stripUnknown: true, convert: true });
  if (!error) return value;
  const meanings = describe(schema);
  const faults = error.details.map(
    ({ path: [name], message }) => `  ${message.replaceAll(/ with value "[^"]*"/g, '')}${meanings.get(name) ?? ''}`,
  );
  throw new SettingsError(`The settings in the environment are not usable:\n${faults.join('\n')}`);
}

/** The meaning of each setting, in brackets. */
function describe(schema: Joi.ObjectSchema): Map<unknown, string> {
  const { keys } = schema.describe() as { keys: Record<string, { flags?: { description?: string } }> };
  return new Map(
    Object.entries(keys).map(([name, { flags }]) => [name, flags?.description ? ` (${flags.description})` : '']),
  );
}
