import { Pool } from 'undici';
import { fromMinorUnits } from '@tinjis/chassis/money';
import { NoVerdict, readVerdict, type ChargeOrder, type Verdict } from './verdict.ts';

/** Payment, as Antaeus sees it. */
export interface PaymentClient {
  /**
   * Sends an order once.
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
  return {
    async charge(order) {
      const key = apiKey();
      const answer = await pool
        .request({
          method: 'POST',
          path: pathname + search,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'idempotency-key': order.idempotencyKey,
            ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          },
          body: orderBody(order),
        })
        .then(async ({ statusCode, body }) => ({ status: statusCode, text: await body.text() }))
        .catch((error: unknown) => {
          throw new NoVerdict(`no answer from payment at ${origin}: ${(error as Error).message}`, { cause: error });
        });
      return readVerdict(answer.status, answer.text);
    },
    // Not `close()`: that would wait for an answer that may never come; the order's key makes cutting it off harmless.
    close: () => pool.destroy(),
  };
}

function orderBody({ amountMinor, currency, customerId, invoiceId }: ChargeOrder): string {
  return JSON.stringify({ amount: { value: fromMinorUnits(amountMinor), currency }, customerId, invoiceId });
}
