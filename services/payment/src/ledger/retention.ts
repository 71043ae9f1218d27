import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { PaymentTables } from './schema.ts';

/** How long an answer is kept for a repeated request, in hours. */
export const retentionHours = 72;

const hourMs = 3_600_000;

/**
 * How far back the first round looks, in hours: a key missed by a service that was down for longer is kept, which harms
 * nobody.
 */
const firstRoundHours = 30 * 24;

/**
 * Frees the replay keys of charges made in a span of time; the charges stay.
 *
 * @param span.from inclusive, span.until exclusive, in milliseconds since 1970
 * @returns how many were freed
 */
export async function freeReplayKeys(
  db: Kysely<PaymentTables>,
  span: { from: number; until: number },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('charges')
    .set({ replay_key: null })
    .where('replay_key', 'is not', null)
    .where('id', '>=', smallestIdAt(span.from))
    .where('id', '<', smallestIdAt(span.until))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Frees replay keys beyond their retention every so often, until closed. */
export function keepFreeingReplayKeys(options: {
  db: Kysely<PaymentTables>;
  logger: Logger;
  everyMs?: number;
  now?: () => number;
}): {
  close(): void;
} {
  const { db, logger, everyMs = 600_000, now = Date.now } = options;
  let from = now() - (retentionHours + firstRoundHours) * hourMs;
  const round = async () => {
    const until = now() - retentionHours * hourMs;
    try {
      const freed = await freeReplayKeys(db, { from, until });
      from = until;
      logger.debug({ freed }, 'replay keys beyond their retention are freed');
    } catch (error) {
      logger.warn({ err: error }, 'replay keys could not be freed; the next round tries again');
    }
  };
  const timer = setInterval(() => void round(), everyMs).unref();
  return {
    close: () => {
      clearInterval(timer);
    },
  };
}

/**
 * The least UUID version 7 of a millisecond: its first 48 bits are the time, so that the primary key serves as index of
 * time.
 */
function smallestIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
