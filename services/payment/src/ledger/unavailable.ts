import { isConnectionError } from '@tinjis/chassis/connection-error';
import { problem } from '@tinjis/chassis/problem';
import pg from 'pg';
import type { Logger } from 'pino';

/** What a caller should know when the ledger does not answer. */
export interface LedgerTrouble {
  readonly detail: string;
  readonly fix: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

const readingFailed: LedgerTrouble = {
  detail: 'The ledger cannot be reached or did not answer in time.',
  fix: 'Wait as long as Retry-After says, then send the same request again.',
};

/** The statement may be on its way still, and commit after the answer. */
export const chargingFailed: LedgerTrouble = {
  detail: 'The ledger cannot be reached or did not answer in time. It is not known whether the charge was made.',
  fix: 'Wait as long as Retry-After says, then send the same request again, with the same Idempotency-Key if it had any: the charge is made once. GET /v1/charges?idempotencyKey= shows whether it was made.',
  extra: { charged: 'unknown' },
};

/**
 * Runs work that needs the ledger, and answers for the database if it fails.
 *
 * @throws a 503 problem with Retry-After for an error of the database; any other error as it is
 */
export async function withLedger<T>(
  logger: Logger,
  work: () => Promise<T>,
  trouble: LedgerTrouble = readingFailed,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) && !isConnectionError(error)) throw error;
    logger.error({ err: error }, 'the ledger did not answer');
    throw problem(503, { type: 'ledger-unavailable', ...trouble, headers: { 'Retry-After': '1' } });
  }
}
