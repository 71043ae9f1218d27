import { problem } from '@tinjis/chassis/problem';
import Joi from 'joi';

/** Visible ASCII, as header values are. */
const pattern = /^[\x21-\x7e]{1,255}$/;

/** A key as a caller names it in a query. */
export const plainKeySchema = Joi.string().pattern(pattern);

/** A key as the header may hold it, plain or quoted. */
export const idempotencyKeySchema = Joi.string()
  .pattern(/^(?:[\x21\x23-\x7e][\x21-\x7e]{0,254}|"[\x21\x23-\x5b\x5d-\x7e]{1,255}")$/)
  .description('Names the charge, for good: the same request sent again gets the first answer and charges nothing.')
  .example('8e03978e-40d5-43e8-bc93-6894a57f9324');

/** A string of a structured field (RFC 9651): quoted, with a backslash before a quote and before a backslash. */
const quoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/;

/**
 * The Idempotency-Key of a request's headers; undefined when it has none. The IETF draft quotes keys, and many callers
 * do not: `"a"` and `a` are the same key.
 *
 * The check is by hand: joi would look at every header of every request for the sake of this header.
 *
 * @throws a 400 problem for a key that is empty, too long, or not visible ASCII
 */
export function readIdempotencyKey(headers: Readonly<Record<string, unknown>>): string | undefined {
  const given = headers['idempotency-key'] as string | undefined;
  if (given === undefined) return given;
  const key = quoted.test(given) ? given.slice(1, -1).replaceAll(/\\(.)/g, '$1') : given;
  // A key in half a pair of quotes is a mistake, and would be another key than the caller means.
  if (pattern.test(key) && (key !== given || !given.startsWith('"'))) return key;
  throw problem(400, {
    type: 'invalid-idempotency-key',
    detail: 'The Idempotency-Key must be 1 to 255 visible ASCII characters, plain or in quotes.',
    fix: 'Send a UUID, for example.',
    extra: { errors: [{ field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }] },
  });
}

/**
 * The Idempotency-Key of a request's headers.
 *
 * @throws a 400 problem for a request without a key, and for a key that `readIdempotencyKey` refuses
 */
export function requireIdempotencyKey(headers: Readonly<Record<string, unknown>>): string {
  const key = readIdempotencyKey(headers);
  if (key !== undefined) return key;
  throw problem(400, {
    type: 'idempotency-key-required',
    detail: 'The request has no Idempotency-Key. It charged nothing.',
    fix: 'Name each charge by an Idempotency-Key of its own, a UUID for example.',
  });
}
