import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait and for what. */
export interface Wait {
  /** As it stands in "… did not come within 30 s". */
  readonly what: string;
  readonly seconds: number;
  /** Pause between two looks, in milliseconds. */
  readonly every?: number;
}

type NotYet<T> = T | undefined | false;

/**
 * Looks until there is an answer.
 * @param look undefined or false as long as it is not there yet; what it throws counts as not yet, and is told when time is up
 * @throws Error saying what did not come, and the last reason
 */
export async function waitFor<T>({ what, seconds, every = 100 }: Wait, look: () => Promise<NotYet<T>> | NotYet<T>): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    let reason = '';
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() >= end) throw new Error(`${what} did not come within ${seconds} s${reason === '' ? '' : ` (${reason.trim()})`}`);
    await sleep(every);
  }
}
