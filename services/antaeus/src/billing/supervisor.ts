import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';

/** Finishes billing's old work. */
export interface Supervisor {
  close(): void;
}

/**
 * Has the engine look after unfinished runs at once and then time and again: after a crash, here or of another replica,
 * and once payment is back.
 *
 * @param everyMs pause between two looks, in milliseconds
 */
export function startSupervisor(engine: Pick<Engine, 'lookAfter'>, everyMs: number, logger: Logger): Supervisor {
  const closing = new AbortController();
  const { signal } = closing;
  const watch = async () => {
    while (!signal.aborted) {
      await engine.lookAfter().catch((error: unknown) => {
        if (!signal.aborted)
          logger.warn(
            { reason: (error as Error).message },
            'could not finish what billing left undone; will try again',
          );
      });
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  void watch();
  return {
    close: () => {
      closing.abort();
    },
  };
}
