import { randomBytes } from 'node:crypto';
import type { Request } from '@hapi/hapi';

const ids = new WeakMap<Request, string>();

/** The header that carries a request's id in an answer. */
export const requestIdHeader = 'Request-Id';

/**
 * The id of a request: the trace id of its W3C trace context, or a new id of the same form. Logs and error answers
 * carry it: a caller that names it finds its lines.
 */
export function requestIdOf(request: Request): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const id = traceIdIn(request.raw.req.headers['traceparent']) ?? randomBytes(16).toString('hex');
  ids.set(request, id);
  return id;
}

function traceIdIn(traceparent: unknown): string | undefined {
  const [, id] = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/.exec(String(traceparent)) ?? [];
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

/** A W3C trace context for a call to another service, under a trace id of 32 hex digits. */
export const traceparent = (traceId: string): string => `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
