import type { Plugin, Request } from '@hapi/hapi';
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
    const underWay = new Set<Request>();
    let answeredAt = now();
    server.ext('onPostAuth', (request, h) => {
      if (underWay.size < maxConcurrent && server.load.eventLoopDelay <= maxEventLoopDelayMs) {
        underWay.add(request);
        return h.continue;
      }
      throw problem(503, {
        type: 'overloaded',
        detail: 'The service has more requests than it can answer soon. It did nothing for this request.',
        fix: 'Wait as long as Retry-After says, then send it again.',
        headers: { 'Retry-After': String(retryAfterSeconds) },
      });
    });
    server.events.on('response', (request) => {
      if (underWay.delete(request)) answeredAt = now();
    });
    server.expose('isStuck', () => underWay.size >= maxConcurrent && now() - answeredAt > stuckMs);
  },
};
