import { problem } from '@tinjis/chassis/problem';

/** How many requests a caller may send to a process. */
export interface CallerRate {
  /** On average, from then on. */
  readonly perSecond: number;
  /** At once, after a pause. */
  readonly burst: number;
}

/**
 * Holds each caller to a rate, so that no caller can take the whole service.
 *
 * It is a token bucket in the form of the generic cell rate algorithm (ITU-T I.371): for each caller it keeps the time
 * at which the caller's bucket will be full again.
 */
export class CallerRates {
  readonly #intervalMs: number;
  readonly #mostMs: number;
  readonly #now: () => number;
  readonly #fullAt = new Map<string, number>();

  /** @param now milliseconds, from any moment on */
  constructor({ perSecond, burst }: CallerRate, now: () => number = () => performance.now()) {
    this.#intervalMs = 1000 / perSecond;
    this.#mostMs = burst * this.#intervalMs;
    this.#now = now;
  }

  /**
   * Counts a request of a caller.
   *
   * @throws a 429 problem when the caller has sent more than it may; the request does not count then
   */
  count(caller: string): void {
    const now = this.#now();
    const fullAt = Math.max(this.#fullAt.get(caller) ?? 0, now) + this.#intervalMs;
    const waitMs = fullAt - now - this.#mostMs;
    if (waitMs > 0) throw tooManyRequests(caller, Math.ceil(waitMs / 1000));
    this.#fullAt.set(caller, fullAt);
  }
}

function tooManyRequests(caller: string, seconds: number) {
  return problem(429, {
    type: 'too-many-requests',
    detail: `${caller} sends more requests than its rate allows. The service did nothing for this request.`,
    fix: 'Wait as long as Retry-After says, then send the same request again.',
    headers: { 'Retry-After': String(seconds) },
  });
}
