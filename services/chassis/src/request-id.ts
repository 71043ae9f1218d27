import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Request } from '@hapi/hapi';

/** A W3C trace context, as far as it is passed on. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The caller's span, 16 hex digits; absent where the trace begins here. */
  readonly parentId?: string;
  /** Two hex digits; `01` asks every service on the way to record the trace. */
  readonly flags: string;
  /** What vendors add to a trace. */
  readonly tracestate?: string;
}

const ids = new WeakMap<Request, string>();

/** The header that carries a request's id in an answer. */
export const requestIdHeader = 'Request-Id';

/** The id of a request, 32 hex digits. Logs and error answers carry it: a caller that names it finds its lines. */
export function requestIdOf(request: Request): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const id = randomBytes(16).toString('hex');
  ids.set(request, id);
  return id;
}

/** The trace context that a request carries; without any that is valid, a new trace that bears the request's id. */
export function traceOf(request: Request): TraceContext {
  const { traceparent, tracestate } = request.raw.req.headers;
  const [, version, traceId = '', parentId = '', flags = ''] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/.exec(String(traceparent)) ?? [];
  // Version ff and identifiers of zeros only are invalid.
  if (version === undefined || version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(parentId))
    return { traceId: requestIdOf(request), flags: '00' };
  return { traceId, parentId, flags, ...(tracestate === undefined ? {} : { tracestate: String(tracestate) }) };
}

/** A request's names for a log line: its id, and the trace and span that called. */
export function requestNames(request: Request): { requestId: string; traceId: string; parentId?: string } {
  const { traceId, parentId } = traceOf(request);
  return { requestId: requestIdOf(request), traceId, ...(parentId === undefined ? {} : { parentId }) };
}

const traces = new AsyncLocalStorage<TraceContext>();

/** Runs work as a part of a request's trace, and all that the work leaves behind. */
export const withinTrace = <T>(request: Request, work: () => T): T => traces.run(traceOf(request), work);

/** The trace that the running code is a part of. */
export const currentTrace = (): TraceContext | undefined => traces.getStore();

/**
 * The headers of a call to another service, within the current trace or a new trace.
 *
 * @param name 32 hex digits that name the call: a new trace takes all of them, and the call's span takes the first half
 */
export function traceHeaders(name: string): Readonly<Record<string, string>> {
  const { traceId, flags, tracestate } = currentTrace() ?? { traceId: name, flags: '00' };
  return {
    traceparent: `00-${traceId}-${name.slice(0, 16)}-${flags}`,
    ...(tracestate === undefined ? {} : { tracestate }),
  };
}
