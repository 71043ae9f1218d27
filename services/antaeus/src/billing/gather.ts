import { setTimeout as sleep } from 'node:timers/promises';

/** Gathers items and writes them in batches, a batch at a time. */
export interface BatchWriter<T> {
  /** Takes an item; waits only while the backlog is full. Throws what the last write threw. */
  add(item: T): Promise<void>;
  /** Waits until everything taken so far is written. Throws what a write threw. */
  flush(): Promise<void>;
}

/**
 * Turns many small writes into few.
 *
 * @param write writes one batch
 * @param options.pauseMs how long items gather before they are written
 * @param options.backlog how many may wait before `add` waits as well
 */
export function gather<T>(
  write: (batch: readonly T[]) => Promise<void>,
  options: { pauseMs: number; backlog: number },
): BatchWriter<T> {
  let waiting: T[] = [];
  let writing: Promise<void> | undefined;

  const drain = async () => {
    while (waiting.length > 0) {
      await sleep(options.pauseMs);
      const batch = waiting;
      waiting = [];
      await write(batch);
    }
    writing = undefined;
  };
  const start = () => {
    if (writing === undefined) {
      writing = drain();
      // Kept, and thrown at the next `add` that waits or at `flush`.
      writing.catch(() => undefined);
    }
  };
  return {
    async add(item) {
      waiting.push(item);
      start();
      if (waiting.length >= options.backlog) await writing;
    },
    async flush() {
      await writing;
    },
  };
}
