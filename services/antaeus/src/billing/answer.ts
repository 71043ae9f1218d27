import type { Delivery } from '../payment/delivery.ts';
import { NoVerdict } from '../payment/verdict.ts';
import type { Claim } from './claim.ts';
import type { Answer } from './settle.ts';

/**
 * How long a key may be sent again: payment keeps keys for 72 hours, and an hour or two is left for clocks and retries.
 */
export const keyLifetimeMs = 70 * 3_600_000;

/**
 * Gets the answer for a claim.
 *
 * A key that payment may have forgotten is not sent any more: if the first sending did charge, another would charge
 * again.
 *
 * @throws errors that concern more than this claim: PaymentDown, or the end of the work
 */
export async function answerFor(
  { attemptId, openedAt, ...order }: Claim,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Answer> {
  if (Date.now() - openedAt.getTime() > keyLifetimeMs) {
    return {
      attemptId,
      error: `no verdict since ${openedAt.toISOString()}, and payment may have forgotten the key ${order.idempotencyKey}: look the charge up there and settle by hand`,
    };
  }
  try {
    return { attemptId, ...(await delivery.deliver(order, signal)) };
  } catch (error) {
    if (error instanceof NoVerdict) return { attemptId, error: error.message };
    throw error;
  }
}
