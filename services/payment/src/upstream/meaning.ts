import type { Order } from '../charges/charge.ts';

/**
 * The meaning of an order, as text: it stands for the name that the caller did not give.
 *
 * No currency, amount or customer holds a slash: two different orders never share a meaning.
 */
export const meaningOf = ({ amount, currency, customer, invoice }: Order): string =>
  `${currency}/${amount}/${customer}/${invoice ?? ''}`;
