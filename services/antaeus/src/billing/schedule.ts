import { Cron } from 'croner';
import type { Logger } from 'pino';

/** Bills by the calendar until closed. */
export interface Schedule {
  /** The next moment, or undefined when there is none. */
  next(): Date | undefined;
  close(): void;
}

/**
 * Calls `bill` at each moment of a schedule. It hands over the moment itself: replicas agree on it.
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
    const moment = momentMeant(self, new Date());
    try {
      await bill(moment);
    } catch (error) {
      logger.error({ err: error, moment }, 'scheduled billing failed');
    }
  });
  return {
    next: () => job.nextRun() ?? undefined,
    close: () => {
      job.stop();
    },
  };
}

/**
 * The moment for which a timer fires at `now`: the pattern's last one. The timer may be late, or fire in the very
 * millisecond, which croner does not count as previous: it would name the moment before, which was billed then.
 */
export function momentMeant(job: Cron, now: Date): Date {
  const [moment] = job.previousRuns(1, new Date(now.getTime() + 1));
  return moment as Date;
}
