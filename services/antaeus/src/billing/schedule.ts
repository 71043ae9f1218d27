import { Cron } from 'croner';
import type { Logger } from 'pino';

/** Bills by the calendar until closed. */
export interface Schedule {
  /** The next moment, or undefined when there is none. */
  next(): Date | undefined;
  close(): void;
}

/**
 * Calls `bill` at each moment of a schedule. The moment itself is handed over, so that replicas agree on which one it is.
 *
 * @param options.pattern cron pattern, `0 6 1 * *` being the first of the month at six
 * @param options.timezone IANA name, such as Europe/Copenhagen
 * @throws Error when pattern or time zone cannot be used
 */
export function startSchedule(options: {
  pattern: string;
  timezone: string;
  bill: (moment: Date) => Promise<unknown>;
  logger: Logger;
}): Schedule {
  const { pattern, timezone, bill, logger } = options;
  const job = new Cron(pattern, { timezone, unref: true }, async (self: Cron) => {
    // The timer fires a little late; the moment meant is the pattern's last one.
    const [moment] = self.previousRuns(1);
    try {
      await bill(moment as Date);
    } catch (error) {
      logger.error({ err: error, moment }, 'scheduled billing failed');
    }
  });
  return { next: () => job.nextRun() ?? undefined, close: () => { job.stop(); } };
}
