import { createServer, STATUS_CODES, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import Hapi, { type Server, type ServerOptions } from '@hapi/hapi';

/** How much a listener lets a peer take. Times in milliseconds. */
export interface ListenerLimits {
  /** Longest time until a request's headers are whole. */
  readonly headersMs: number;
  /** Longest time until a request's body is whole as well, counted from its first byte. */
  readonly requestMs: number;
  /** How often the listener looks for requests that took longer. */
  readonly lookEveryMs: number;
  /** Open connections from an address; further connections are closed at once. */
  readonly connectionsPerAddress: number;
  /** Hears of each connection that was closed for the sake of `connectionsPerAddress`. */
  readonly onRefused?: () => void;
}

const defaultLimits: ListenerLimits = {
  headersMs: 10_000,
  requestMs: 10_000,
  lookEveryMs: 1_000,
  connectionsPerAddress: 500,
};

/**
 * A hapi server whose listener no peer can end or block.
 *
 * hapi itself answers Node's parser errors with its whole lifecycle, which a request still in its lifecycle does
 * not survive: an assertion fails and the process ends. hapi also reads a body to its end before it says that the body
 * took too long. Here Node keeps the times, and a parser error ends its connection and nothing else.
 *
 * @returns the server, not started and without routes
 */
export function createHapiServer(options: ServerOptions, limits: Partial<ListenerLimits> = {}): Server {
  const { headersMs, requestMs, lookEveryMs, connectionsPerAddress, onRefused } = { ...defaultLimits, ...limits };
  const listener = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookEveryMs,
    // A second Host or Authorization makes the header unusable; Node would otherwise drop it in silence.
    joinDuplicateHeaders: true,
  });
  const { routes = {}, ...rest } = options;
  const server = Hapi.server({
    ...rest,
    routes: { ...routes, payload: { timeout: false, ...routes.payload } },
    listener,
  });
  listener.removeAllListeners('clientError').on('clientError', endConnection);
  listener.on('connection', limitByAddress(connectionsPerAddress, onRefused));
  for (const event of ['request', 'checkContinue'] as const) {
    const [handOver] = listener.listeners(event) as [RequestListener];
    listener.removeAllListeners(event).on(event, (request: IncomingMessage, response: ServerResponse) => {
      // Node joins the hosts of several Host headers, and RFC 9112 wants such a request refused.
      if (request.headers.host?.includes(',')) response.writeHead(400, problemHeaders).end(problemText(400));
      else handOver(request, response);
    });
  }
  return server;
}

const statuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

const explanations: Readonly<Record<number, { detail: string; fix: string }>> = {
  400: {
    detail: 'The bytes on this connection are no HTTP/1.1 request, or the request has more than one Host.',
    fix: 'Send an HTTP/1.1 request with one Host.',
  },
  408: { detail: 'The request did not arrive in time.', fix: 'Send the whole request at once.' },
  413: { detail: 'The extensions of the chunked body are too large.', fix: 'Send the body with a Content-Length.' },
  431: { detail: 'The headers are larger than 16 KiB.', fix: 'Send fewer or shorter headers.' },
};

/** A connection, and the response that Node writes to it at the moment; Node's own handler goes by the same member. */
type HttpSocket = Socket & { readonly _httpMessage?: ServerResponse<IncomingMessage> | null };

/** Answers a parser error, unless the peer would take the answer for that of an earlier request, and hangs up. */
function endConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  const response = (socket as HttpSocket)._httpMessage;
  const isFree = !response || (!response.headersSent && !response.req.complete);
  if (socket.writable && isFree) socket.write(rawAnswer(statuses[String(error.code)] ?? 400));
  socket.destroySoon();
}

const problemHeaders = { 'Content-Type': 'application/problem+json', Connection: 'close' };

function problemText(status: number): string {
  const title = String(STATUS_CODES[status]);
  const type = `/problems/${title.toLowerCase().replaceAll(' ', '-')}`;
  return JSON.stringify({ type, title, status, ...explanations[status] });
}

function rawAnswer(status: number): string {
  const body = problemText(status);
  const headers = Object.entries({ ...problemHeaders, 'Content-Length': body.length });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}

function limitByAddress(most: number, onRefused: () => void = () => undefined): (socket: Socket) => void {
  const open = new Map<string, number>();
  return (socket) => {
    // Undefined when the peer has hung up already.
    const address = String(socket.remoteAddress);
    const count = (open.get(address) ?? 0) + 1;
    if (count > most) {
      onRefused();
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = Number(open.get(address)) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  };
}
