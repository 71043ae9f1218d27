import type { Order } from './charge.ts';

/**
 * Under which key a charge's answer is kept for a caller that names the request: its Idempotency-Key.
 *
 * The prefix keeps named and unnamed requests apart, whatever a caller chooses as key.
 */
export const namedReplayKey = (idempotencyKey: string): string => `key:${idempotencyKey}`;

/**
 * Under which key a charge's answer is kept, until it is delivered, for a caller that names nothing: what the request
 * means. Currency and amount have no slash, and neither has a customer, so that two orders never share a key.
 */
export const unnamedReplayKey = ({ amount, currency, customer, invoice }: Order): string =>
  `body:${currency}/${amount}/${customer}/${invoice ?? ''}`;
