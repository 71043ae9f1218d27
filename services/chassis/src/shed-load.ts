import type { Plugin } from '@hapi/hapi';
import { problem } from './problem.ts';

/** When a listener counts as overloaded. */
export interface Overload {
  /** Requests under way at once, beyond which new ones are refused. */
  readonly maxConcurrent: number;
  /** Lag of the event loop, in milliseconds, beyond which new requests are refused. */
  readonly maxEventLoopDelayMs: number;
  /** The wait that `Retry-After` asks of callers, in seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * Refuses requests with 503 and `Retry-After` while the listener has more than it can answer soon.
 *
 * Nobody has looked at a refused request: the caller may safely send it again.
 */
export const shedLoad: Plugin<Overload> = {
  name: 'shed-load',
  register(server, { maxConcurrent, maxEventLoopDelayMs, retryAfterSeconds = 1 }) {
    let underWay = 0;
    server.ext('onRequest', (_request, h) => {
      underWay += 1;
      if (underWay <= maxConcurrent && server.load.eventLoopDelay <= maxEventLoopDelayMs) return h.continue;
      throw problem(503, {
        type: 'overloaded',
        detail: 'The service has more requests than it can answer soon. It did not look at this request.',
        fix: 'Wait as long as Retry-After says, then send it again.',
        headers: { 'Retry-After': String(retryAfterSeconds) },
      });
    });
    server.events.on('response', () => {
      underWay -= 1;
    });
  },
};
