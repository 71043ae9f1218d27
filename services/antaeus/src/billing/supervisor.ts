import type { Logger } from 'pino';
import type { Engine } from './engine.ts';

/** Looks after runs that nobody finishes. */
export interface Supervisor {
  close(): void;
}

/**
 * Goes on with an unfinished run at once and then time and again: after a crash, here or of another replica, and once payment is back.
 *
 * @param everySeconds how often to look
 */
export function startSupervisor(engine: Engine, everySeconds: number, logger: Logger): Supervisor {
  const look = async () => {
    try {
      await (await engine.resume())?.done;
    } catch (error) {
      logger.warn({ reason: (error as Error).message }, 'could not look after unfinished billing runs; will look again');
    }
  };
  void look();
  const timer = setInterval(() => void look(), everySeconds * 1000);
  return { close: () => { clearInterval(timer); } };
}
