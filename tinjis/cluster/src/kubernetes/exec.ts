import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Exec, type V1Status } from '@kubernetes/client-node';
import { WebSocket } from 'ws';
import type { ApiConnection } from './connection.ts';
import { ApiRefusal } from './answer.ts';

export interface Execution {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin?: string;
}

export interface Executed {
  /** Exit code of the program. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time limit of a program, in milliseconds. */
const timeout = 60_000;

/**
 * Runs a program in a container and waits for its end.
 * @throws ApiRefusal when the API server refuses, with its status and sentence
 * @throws Error if the time runs out or the connection breaks
 */
export async function exec(connection: ApiConnection, execution: Execution): Promise<Executed> {
  const { namespace, pod, container, command, stdin } = execution;
  const asked = `exec ${command[0] ?? ''} in ${namespace}/${pod}`;
  const out = new PassThrough();
  const err = new PassThrough();
  const input = stdin === undefined ? null : Readable.from([Buffer.from(stdin)]);
  const limit = AbortSignal.timeout(timeout);
  const status = new Promise<V1Status>((resolve, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`${asked}: not done after ${timeout} ms`)));
    new Exec(undefined as never, { connect: (path, _text, binary) => connect(connection, asked, path, binary) })
      .exec(namespace, pod, container, [...command], out, err, input, false, resolve)
      .then((socket) => {
        socket.addEventListener('close', () =>
          reject(new Error(`${asked}: the connection closed before the program's end`)),
        );
        limit.addEventListener('abort', () => socket.close());
      }, reject);
  });
  const ended = await Promise.all([status, text(out), text(err)]).finally(() => {
    out.destroy();
    err.destroy();
  });
  return { code: exitCode(ended[0]), stdout: ended[1], stderr: ended[2] };
}

/**
 * Speaks Kubernetes' exec protocol. The library's own handler reports only the status of a refusal; the message is in
 * the body.
 */
async function connect(
  connection: ApiConnection,
  asked: string,
  path: string,
  binary: BinaryHandler,
): Promise<WebSocket> {
  const { tls, headers } = await connection.credentials();
  const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
  // Without the shared agent: a socket that becomes a WebSocket is not given back.
  const socket = new WebSocket(`${connection.server.replace(/^http/, 'ws')}${path}`, protocols, { ...tls, headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      refusal(asked, response).then(reject, reject);
    });
    socket.on('message', (data: Buffer) => {
      if (binary && !binary(data.readUInt8(0), data.subarray(1))) socket.close();
    });
  });
}

type BinaryHandler = ((stream: number, data: Buffer) => boolean) | null;

async function refusal(asked: string, response: IncomingMessage): Promise<ApiRefusal> {
  const body = await text(response);
  const status = response.statusCode ?? 0;
  const { message = body, reason = '' } = response.headers['content-type']?.includes('json')
    ? (JSON.parse(body) as { message?: string; reason?: string })
    : {};
  return new ApiRefusal(asked, { status, ok: false, body, message, reason });
}

function exitCode({ status, details }: V1Status): number {
  if (status === 'Success') return 0;
  const cause = details?.causes?.find(({ reason }) => reason === 'ExitCode');
  return Number(cause?.message ?? 1);
}
