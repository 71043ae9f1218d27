import type { Order } from '../charges/charge.ts';

/**
 * The replay key of an order whose caller names nothing: the meaning of the order itself.
 *
 * No currency, amount or customer holds a slash: two different orders never share a key.
 */
export const unnamedReplayKey = ({ amount, currency, customer, invoice }: Order): string =>
  `body:${currency}/${amount}/${customer}/${invoice ?? ''}`;
