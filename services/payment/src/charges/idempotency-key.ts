import { problem } from '@tinjis/chassis/problem';
import Joi from 'joi';

/** Visible ASCII, as header values are. */
const pattern = /^[\x21-\x7e]{1,255}$/;

export const idempotencyKeySchema = Joi.string()
  .pattern(pattern)
  .description('Names the charge, for good: the same request sent again gets the first answer and charges nothing.');

/**
 * The Idempotency-Key of a request's headers; undefined when it has none.
 *
 * The check is by hand: joi would look at every header of every request for the sake of this header.
 *
 * @throws a 400 problem for a key that is empty, too long, or not visible ASCII
 */
export function readIdempotencyKey(headers: Readonly<Record<string, unknown>>): string | undefined {
  const key = headers['idempotency-key'] as string | undefined;
  if (key === undefined || pattern.test(key)) return key;
  throw problem(400, {
    type: 'invalid-idempotency-key',
    detail: 'The Idempotency-Key must be 1 to 255 visible ASCII characters.',
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
