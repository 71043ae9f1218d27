import { request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import type { ApiConnection } from './connection.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path from the server's root, with its query if it has one. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON, which is also YAML and so serves apply too. */
  readonly body?: unknown;
  readonly contentType?: string;
}

/** The API server's answer, refusals included. */
export interface ApiAnswer<T = unknown> {
  readonly status: number;
  /** The status is below 400. */
  readonly ok: boolean;
  /** The body as JSON; the text itself if it is not JSON. */
  readonly body: T;
  /** The server's message if it refused, else an empty text. */
  readonly message: string;
  /** The server's reason if it refused, such as Forbidden or NotFound, else an empty text. */
  readonly reason: string;
}

/** How long the server may stay silent, in milliseconds. */
const silence = 30_000;

/**
 * Asks once. An answer with any status counts; only a failed connection is an error.
 * @throws Error when the server cannot be reached or says nothing for half a minute
 */
export async function askApi<T = unknown>(connection: ApiConnection, asked: ApiRequest): Promise<ApiAnswer<T>> {
  const response = await open(connection, asked);
  const text = await textOf(response);
  const body = response.headers['content-type']?.includes('json') ? (JSON.parse(text) as T) : (text as T);
  const status = response.statusCode ?? 0;
  return { status, ok: status < 400, body, ...refusalIn(status, body) };
}

/**
 * Opens a request and returns as soon as the headers arrive, for bodies that do not end.
 * @throws Error when the server cannot be reached
 */
export async function open(connection: ApiConnection, asked: ApiRequest): Promise<IncomingMessage> {
  const { tls, headers, agent } = await connection.credentials();
  const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const content =
    body === undefined
      ? {}
      : { 'Content-Type': asked.contentType ?? 'application/json', 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${connection.server}${pathOf(asked)}`,
      {
        ...tls,
        agent,
        method: asked.method,
        timeout: silence,
        headers: { Accept: 'application/json', ...headers, ...content },
      },
      resolve,
    );
    request.on('timeout', () =>
      request.destroy(new Error(`${asked.method} ${asked.path}: no answer for ${silence / 1000} s`)),
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server may close a kept connection just as it is used again. It has then not read the request, and a new
      // connection works.
      if (request.reusedSocket && error.code === 'ECONNRESET') open(connection, asked).then(resolve, reject);
      else reject(error);
    });
    request.end(body);
  });
}

function pathOf({ path, query = {} }: ApiRequest): string {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return search.size === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${search.toString()}`;
}

function refusalIn(status: number, body: unknown): { readonly message: string; readonly reason: string } {
  if (status < 400) return { message: '', reason: '' };
  if (typeof body === 'string') return { message: body.trim() || `HTTP ${status}`, reason: '' };
  const { message = `HTTP ${status}`, reason = '' } = body as { message?: string; reason?: string };
  return { message, reason };
}

/**
 * The API server refused a request, or the requested object does not exist. The client's calls that expect success
 * throw it.
 */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly reason: string;

  constructor(asked: string, { status, reason, message }: ApiAnswer) {
    super(`${asked}: ${message}`);
    this.status = status;
    this.reason = reason;
  }
}

/**
 * The body of an answer that must be a success.
 * @throws ApiRefusal for a status of 400 and above
 */
export function granted<T>(asked: string, answer: ApiAnswer<T>): T {
  if (!answer.ok) throw new ApiRefusal(asked, answer);
  return answer.body;
}
