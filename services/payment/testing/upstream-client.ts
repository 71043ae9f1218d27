import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** What the client did to get its answer. */
export interface UpstreamAnswer {
  readonly result: boolean;
  readonly text: string;
  /** How often the same POST was sent. */
  readonly sent: number;
  readonly connection: Socket;
}

/**
 * A client that behaves on the wire as the upstream billing service's does: the same bytes, one connection kept alive,
 * and the same POST sent once more on a new connection when the first ends without an answer.
 */
export class UpstreamClient {
  readonly #port: number;
  readonly #path: string;
  #socket: Socket | undefined;

  constructor(port: number, path: string) {
    this.#port = port;
    this.#path = path;
  }

  /** Charges; the currency is lost on the way, as it always is. */
  async charge(customerId: number, value: number): Promise<UpstreamAnswer> {
    const request = this.#request(`{"currency":{},"customer_id":${customerId},"value":${value}}`);
    for (let sent = 1; ; sent += 1) {
      const connection = await this.#connection();
      connection.write(request);
      const text = await readAnswer(connection);
      if (text !== undefined)
        return { result: (JSON.parse(text) as { result: boolean }).result, text, sent, connection };
      this.#socket = undefined;
      if (sent === 2) throw new Error('no answer, and none to the request sent again');
    }
  }

  /** Ends the connection in order, as a client that is done does. */
  close(): void {
    this.#socket?.end();
    this.#socket = undefined;
  }

  async #connection(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const socket = connect(this.#port, '127.0.0.1');
    await once(socket, 'connect');
    this.#socket = socket;
    return socket;
  }

  #request(body: string): string {
    return [
      `POST ${this.#path} HTTP/1.1`,
      'Accept: */*',
      'Accept-Encoding: gzip, deflate',
      'Content-Type: application/json',
      'User-Agent: khttp/1.0.0-SNAPSHOT',
      `Host: 127.0.0.1:${this.#port}`,
      'Connection: keep-alive',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  }
}

/** The body of the next answer; undefined when the connection ended without an answer. */
function readAnswer(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const settle = (answer: string | undefined) => {
      socket
        .removeAllListeners('data')
        .removeAllListeners('close')
        .removeAllListeners('error')
        .on('error', () => undefined);
      resolve(answer);
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [head = '', body] = text.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (body !== undefined && Buffer.byteLength(body) >= length) settle(body);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      settle(undefined);
    });
  });
}
