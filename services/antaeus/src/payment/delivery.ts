import { setTimeout as sleep } from 'node:timers/promises';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  isBrokenCircuitError,
  retry,
  wrap,
  type CircuitState,
} from 'cockatiel';
import type { PaymentClient } from './client.ts';
import { NoVerdict, type ChargeOrder, type Verdict } from './verdict.ts';

/** How hard to try. Times in milliseconds. */
export interface DeliveryTerms {
  /** Sends after the first one, for one order, while payment answers others. */
  readonly retries: number;
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  /** Sendings in a row without a verdict, of any order, after which payment counts as down. */
  readonly breakAfter: number;
  /** How long to leave payment alone before a single order tries again. */
  readonly halfOpenAfterMs: number;
  /** How long an order is held back while payment is down, before the run is interrupted. */
  readonly patienceMs: number;
}

export const deliveryTerms: DeliveryTerms = {
  retries: 3,
  firstBackoffMs: 100,
  maxBackoffMs: 5_000,
  // More often than a single order is sent: a bad order alone never makes payment count as down.
  breakAfter: 5,
  halfOpenAfterMs: 1_000,
  patienceMs: 15_000,
};

/** Payment has been down for longer than patience lasts. */
export class PaymentDown extends Error {
  override readonly name = 'PaymentDown';
}

/** Sends orders until there is a verdict, within reason. */
export interface Delivery {
  /**
   * @param signal ends every wait, though not a request under way
   * @throws NoVerdict when this order got none while payment answers others
   * @throws PaymentDown when no order gets one
   */
  deliver(order: ChargeOrder, signal: AbortSignal): Promise<Verdict>;
}

/**
 * Retries an order that got no verdict, with growing pauses and under the same key; a decline is a verdict and is never
 * retried. While payment is down a circuit breaker lets a single order through at a time.
 *
 * @param onState told of the breaker's changes
 */
export function createDelivery(
  client: PaymentClient,
  terms: DeliveryTerms,
  onState: (state: CircuitState) => void,
): Delivery {
  const noVerdict = handleType(NoVerdict);
  const breaker = circuitBreaker(noVerdict, {
    halfOpenAfter: terms.halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(terms.breakAfter),
  });
  const backoff = new ExponentialBackoff({ initialDelay: terms.firstBackoffMs, maxDelay: terms.maxBackoffMs });
  const policy = wrap(retry(noVerdict, { maxAttempts: terms.retries, backoff }), breaker);

  breaker.onStateChange(onState);
  let lastFault = '';
  const send = async (order: ChargeOrder) => {
    try {
      return await client.charge(order);
    } catch (error) {
      lastFault = (error as Error).message;
      throw error;
    }
  };

  return {
    async deliver(order, signal) {
      let heldSince: number | undefined;
      for (;;) {
        try {
          return await policy.execute(() => send(order), signal);
        } catch (error) {
          if (!isBrokenCircuitError(error)) throw error;
        }
        heldSince ??= Date.now();
        if (Date.now() - heldSince > terms.patienceMs) throw new PaymentDown(`payment is down: ${lastFault}`);
        await sleep(terms.halfOpenAfterMs / 4, undefined, { signal });
      }
    },
  };
}
