/** Gathers items and writes them in batches, a batch at a time. */
export interface BatchWriter<T> {
  /** Takes an item; waits only while the backlog is full. Throws what the last write threw. */
  add(item: T): Promise<void>;
  /** Writes everything taken so far, without a pause, and waits for it. Throws what a write threw. */
  flush(): Promise<void>;
}

/**
 * Turns many small writes into few.
 *
 * @param write writes one batch
 * @param options.pauseMs how long items gather before they are written
 * @param options.enough how many items are written without a further pause
 * @param options.backlog how many may wait before `add` waits as well
 */
export function gather<T>(
  write: (batch: readonly T[]) => Promise<void>,
  { pauseMs, enough, backlog }: { pauseMs: number; enough: number; backlog: number },
): BatchWriter<T> {
  let waiting: T[] = [];
  let writing: Promise<void> | undefined;
  let endPause: () => void = () => undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const drain = async () => {
    while (waiting.length > 0) {
      if (waiting.length < enough) await pause();
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
      if (waiting.length >= enough) endPause();
      if (waiting.length >= backlog) await writing;
    },
    async flush() {
      endPause();
      await writing;
    },
  };
}
