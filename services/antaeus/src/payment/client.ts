import { Pool, type Dispatcher } from 'undici';
import { fromMinorUnits } from '@tinjis/chassis/money';
import { traceHeaders } from '@tinjis/chassis/request-id';
import {
  NoVerdict,
  readStandingCharge,
  readVerdict,
  standingCharge,
  type ChargeOrder,
  type Verdict,
} from './verdict.ts';

/** Payment, as Antaeus sees it. */
export interface PaymentClient {
  /**
   * Sends an order once. If another order's charge stands under its key, it looks that charge up.
   *
   * @throws NoVerdict when no answer came, or an answer that leaves the fate of the order open
   */
  charge(order: ChargeOrder): Promise<Verdict>;
  close(): Promise<void>;
}

/**
 * Talks to payment over kept-alive connections.
 *
 * @param options.endpoint the URL of `POST /v1/charges`, exactly as it is to be called
 * @param options.apiKey asked for at each request: the next request uses a rotated key
 * @param options.connections most connections at once
 * @param options.timeoutMs longest wait for an answer, in milliseconds; below the time payment takes to drain
 */
export function createPaymentClient(options: {
  endpoint: string;
  apiKey: () => string | undefined;
  connections: number;
  timeoutMs: number;
}): PaymentClient {
  const { endpoint, apiKey, connections, timeoutMs } = options;
  const { origin, pathname, search } = new URL(endpoint);
  const pool = new Pool(origin, {
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
    maxResponseSize: 64 * 1024,
  });
  const ask = async (path: string, request: { method: 'GET' | 'POST'; headers?: Headers; body?: string }) => {
    const key = apiKey();
    const headers = {
      accept: 'application/json',
      ...request.headers,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    try {
      return await dispatch(pool, { ...request, path: path + search, headers });
    } catch (error) {
      throw new NoVerdict(`no answer from payment at ${origin}: ${(error as Error).message}`, { cause: error });
    }
  };
  return {
    async charge(order) {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': order.idempotencyKey,
        // The span is the key's first half: payment's logs name the attempt.
        ...traceHeaders(order.idempotencyKey.replaceAll('-', '')),
      };
      const { status, text } = await ask(pathname, { method: 'POST', headers, body: orderBody(order) });
      const standing = standingCharge(status, text);
      if (!standing) return readVerdict(status, text);
      const found = await ask(`${pathname}/${standing}`, { method: 'GET' });
      return readStandingCharge(found.status, found.text, order);
    },
    // Not `close()`: that would wait for an answer that may never come; the order's key makes cutting it off harmless.
    close: () => pool.destroy(),
  };
}

type Headers = Readonly<Record<string, string>>;

/** An answer of payment, whole. */
interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request and reads its answer to the end.
 *
 * undici's `request` makes a stream of each answer, which takes a quarter more processor time, and a fifth of its
 * memory outlives the request until the next full collection.
 *
 * @throws the error of the connection, or of an answer that is late, cut off or too large
 */
function dispatch(pool: Pool, request: Dispatcher.DispatchOptions): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    pool.dispatch(request, {
      // undici asks for it.
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        resolve({ status, text: Buffer.concat(chunks).toString() });
      },
      onResponseError: (_controller, error) => {
        reject(error);
      },
    });
  });
}

function orderBody({ amountMinor, currency, customerId, invoiceId }: ChargeOrder): string {
  return JSON.stringify({ amount: { value: fromMinorUnits(amountMinor), currency }, customerId, invoiceId });
}
