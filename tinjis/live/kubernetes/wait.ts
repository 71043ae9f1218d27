import { setTimeout as sleep } from 'node:timers/promises';

export interface Waiting {
  /** What is waited for, as the end of "waiting for …". */
  readonly what: string;
  /** Given up after this long, in milliseconds. */
  readonly timeout: number;
  /** Time between two looks, in milliseconds; 250 when absent. */
  readonly every?: number;
}

/** What a look found: the thing waited for, or in words what is there instead. */
export type Look<T> = { readonly found: T } | { readonly instead: string };

/**
 * Looks again and again until the thing is there. A look that throws counts as "not yet", for a server may just be starting.
 * @throws Error that says what was seen last, when the time is up
 */
export async function waitFor<T>({ what, timeout, every = 250 }: Waiting, look: () => Promise<Look<T>>): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look().catch((error: unknown) => ({ instead: error instanceof Error ? error.message : String(error) }));
    if ('found' in seen) return seen.found;
    if (Date.now() >= end) throw new Error(`waited ${Math.round(timeout / 1000)} s for ${what}; last seen: ${seen.instead}`);
    await sleep(every);
  }
}
