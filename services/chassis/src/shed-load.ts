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

declare module '@hapi/hapi' {
  interface PluginsStates {
    /** Whether a request counts as under way. */
    'shed-load'?: boolean;
  }
  interface PluginProperties {
    'shed-load'?: {
      /** Whether the listener is full and has answered nobody for a while. */
      isStuck: () => boolean;
    };
  }
}

/** How long a full listener may answer nobody before it counts as stuck, in milliseconds. */
const stuckMs = 5_000;

/**
 * Refuses requests with 503 and `Retry-After` while the listener has more than it can answer soon.
 *
 * It counts a request from the moment its body is whole: bodies that trickle in take no place from others. No handler
 * has seen a refused request: the caller may safely send it again.
 */
export const shedLoad: Plugin<Overload & { readonly now?: () => number }> = {
  name: 'shed-load',
  register(server, { maxConcurrent, maxEventLoopDelayMs, retryAfterSeconds = 1, now = Date.now }) {
    // A number, and a mark on each request. A set of requests would keep most of them until the next full collection:
    // it leaves old tables behind, V8 promotes them, and each holds the requests of its time and the table after it.
    let underWay = 0;
    let answeredAt = now();
    server.ext('onPostAuth', (request, h) => {
      if (underWay < maxConcurrent && server.load.eventLoopDelay <= maxEventLoopDelayMs) {
        underWay += 1;
        request.plugins['shed-load'] = true;
        return h.continue;
      }
      throw problem(503, {
        type: 'overloaded',
        detail: 'The service has more requests than it can answer soon. It did nothing for this request.',
        fix: 'Wait as long as Retry-After says, then send it again.',
        headers: { 'Retry-After': String(retryAfterSeconds) },
      });
    });
    server.events.on('response', ({ plugins }) => {
      if (plugins['shed-load'] !== true) return;
      underWay -= 1;
      answeredAt = now();
    });
    server.expose('isStuck', () => underWay >= maxConcurrent && now() - answeredAt > stuckMs);
  },
};
