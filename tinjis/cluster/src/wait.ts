import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '@tinjis/manifests/failure';

export interface Waiting {
  /** The awaited thing, as the end of "waiting for …". */
  readonly what: string;
  /** The longest wait, in milliseconds. */
  readonly timeout: number;
  /** Time between two looks, in milliseconds; 250 when absent. */
  readonly every?: number;
  /** Says why waiting is in vain, once the process that would bring the thing has ended. */
  readonly unless?: () => string | undefined;
}

/** The result of a look: the awaited thing, or a description of the present state. */
export type Look<T> = { readonly found: T } | { readonly instead: string };

/**
 * Looks repeatedly until the thing is there. A look that throws counts as "not yet": a server may just be starting.
 * @throws Error that says what was seen last, if the time runs out; or why waiting is in vain
 */
export async function waitFor<T>(
  { what, timeout, every = 250, unless }: Waiting,
  look: () => Promise<Look<T>>,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look().catch((error: unknown) => ({ instead: errorText(error) }));
    if ('found' in seen) return seen.found;
    const reason = unless?.();
    if (reason !== undefined) throw new Error(`no ${what}: ${reason}`);
    if (Date.now() >= end)
      throw new Error(`waited ${Math.round(timeout / 1000)} s for ${what}; last seen: ${seen.instead}`);
    await sleep(every);
  }
}
