import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request that the double received. */
export interface Received {
  readonly key: string;
  readonly authorization: string | undefined;
  readonly traceparent: string | undefined;
  readonly body: { amount: { value: number; currency: string }; customerId: number; invoiceId: number };
}

/**
 * What the double does with a request: answer, answer as an error, say nothing, or cut the connection,
 * before the charge is made or after.
 */
export type DoubleBehaviour = 'pay' | 'decline' | 'error' | 'refuse' | 'hang' | 'cut-before' | 'cut-after' | 'garbage';

/** An external payment system that can be told to misbehave. It keeps its promise of idempotency. */
export interface PaymentDouble {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Charges made, by idempotency key: true for paid. */
  readonly charges: Map<string, { paid: boolean; invoiceId: number }>;
  behave: (received: Received) => DoubleBehaviour;
  /** What an answer waits for. */
  pause: () => Promise<unknown>;
  close(): Promise<void>;
}

/** Starts it on a free port, or on the given one. */
export async function paymentDouble(
  behave: (received: Received) => DoubleBehaviour = () => 'pay',
  port = 0,
): Promise<PaymentDouble> {
  const charges = new Map<string, { paid: boolean; invoiceId: number }>();
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(
    (request, response) =>
      void read(request).then((body) => {
        const { 'idempotency-key': key, authorization, traceparent } = request.headers as Record<string, string>;
        const one = { key: String(key), authorization, traceparent, body: JSON.parse(body) as Received['body'] };
        received.push(one);
        void double.pause().then(() => {
          act(double.behave(one), one, response);
        });
      }),
  );
  const act = (behaviour: DoubleBehaviour, { key, body }: Received, response: ServerResponse) => {
    if (behaviour === 'hang') return;
    if (behaviour === 'cut-before') return void response.destroy();
    if (behaviour === 'garbage') return void response.writeHead(200).end('<html>');
    if (behaviour === 'error')
      return void response
        .writeHead(500, { 'content-type': 'application/json' })
        .end('{"result":false,"detail":"broken on purpose"}');
    if (behaviour === 'refuse') return void response.writeHead(422).end('{"result":false,"detail":"not like this"}');
    const charge = charges.get(key) ?? { paid: behaviour !== 'decline', invoiceId: body.invoiceId };
    charges.set(key, charge);
    if (behaviour === 'cut-after') return void response.destroy();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        result: charge.paid,
        id: `ch_${key}`,
        ...(charge.paid ? {} : { declineCode: 'insufficient_funds', message: 'No money.' }),
      }),
    );
  };
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const double: PaymentDouble = {
    url: `http://127.0.0.1:${bound}/v1/charges`,
    port: bound,
    received,
    charges,
    behave,
    pause: () => Promise.resolve(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
  return double;
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
  }
  return text;
}
