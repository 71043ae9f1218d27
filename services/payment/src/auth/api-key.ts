import { hash, randomBytes } from 'node:crypto';
import Joi from 'joi';

export const roles = ['charge', 'read', 'admin'] as const;
export type Role = (typeof roles)[number];

/** An entry of the keys file: what payment knows of a key. Nobody stores the key itself. */
export interface ApiKey {
  readonly caller: string;
  readonly roles: readonly Role[];
  /** SHA-256 of the key's UTF-8 text, 64 hex digits. */
  readonly sha256: string;
  /** In force from then on, and until then; ISO 8601 in the file. */
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const instant = Joi.date().iso();

const keysSchema = Joi.array()
  .items(
    Joi.object({
      caller: Joi.string()
        .pattern(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'lower-case letters, digits, dots and dashes')
        .required(),
      roles: Joi.array()
        .items(Joi.string().valid(...roles))
        .min(1)
        .unique()
        .required(),
      sha256: Joi.string()
        .pattern(/^[0-9a-f]{64}$/, '64 hex digits')
        .required(),
      notBefore: instant,
      notAfter: instant.when('notBefore', { is: Joi.exist(), then: Joi.date().greater(Joi.ref('notBefore')) }),
    }),
  )
  .unique('sha256')
  .label('keys');

/**
 * The digest that names a key in the keys file. Keys are random: a plain hash is enough, and timing tells an attacker
 * nothing.
 */
export const digestOf = (key: string): string => hash('sha256', key, 'hex');

/**
 * Reads a keys file: a JSON array of `{caller, roles, sha256, notBefore?, notAfter?}`.
 *
 * @throws Error that names every fault; never a value, because somebody may have put a key where its digest belongs
 */
export function parseApiKeys(text: string): ApiKey[] {
  const { error, value } = keysSchema.validate(parseJson(text), {
    abortEarly: false,
    errors: { wrap: { array: false } },
  });
  if (error)
    throw new Error(error.details.map(({ message }) => message.replaceAll(/ with value ".*?"/gs, '')).join('; '));
  return value as ApiKey[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error('the file is not JSON');
  }
}

/**
 * A new key with 192 random bits, and its entry for the keys file. The prefix lets secret scanners and people recognise
 * it.
 */
export function createApiKey(caller: string, forRoles: readonly Role[]): { key: string; entry: ApiKey } {
  const key = `pay_${randomBytes(24).toString('base64url')}`;
  return { key, entry: { caller, roles: forRoles, sha256: digestOf(key) } };
}
