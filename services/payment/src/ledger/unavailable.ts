import { isBoom } from '@hapi/boom';
import { problem } from '@tinjis/chassis/problem';
import type { Logger } from 'pino';

/**
 * Runs what needs the ledger; a database that is away becomes an answer instead of a fault of ours.
 *
 * @throws a 503 problem with Retry-After for anything that is not a problem already
 */
export async function withLedger<T>(logger: Logger, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isBoom(error)) throw error;
    logger.error({ err: error }, 'the ledger did not answer');
    throw problem(503, {
      type: 'ledger-unavailable',
      detail: 'The ledger cannot be reached or did not answer in time.',
      fix: 'Wait as long as Retry-After says, then send the same request again, with the same Idempotency-Key if it had one.',
      headers: { 'Retry-After': '1' },
    });
  }
}
