import type { Currency } from '@tinjis/chassis/money';

/** A caller's order. Two requests of the same caller with equal orders mean the same. */
export interface Order {
  /** Minor units (cents, øre); above zero. */
  readonly amount: bigint;
  readonly currency: Currency;
  readonly customer: string;
  /** The caller's own reference, if it gave any. */
  readonly invoice: string | null;
}

/** A charge as it stands in the ledger. It never changes. */
export interface Charge extends Order {
  /** UUID version 7: the order of ids is the order of time. */
  readonly id: string;
  readonly caller: string;
  /** Why it was refused; null when it was paid. */
  readonly declineCode: string | null;
  readonly createdAt: Date;
}

/** Whether two orders mean the same. Amounts compare by value: 100 and 100.0 are equal. */
export function sameOrder(one: Order, other: Order): boolean {
  return (
    one.amount === other.amount &&
    one.currency === other.currency &&
    one.customer === other.customer &&
    one.invoice === other.invoice
  );
}

let latest = { ms: NaN, text: '' };

/**
 * An instant as ISO 8601.
 *
 * It remembers the latest text: many charges share a millisecond, each asks twice, and formatting is slow.
 */
export function instantText(instant: Date): string {
  const ms = instant.getTime();
  if (ms !== latest.ms) latest = { ms, text: instant.toISOString() };
  return latest.text;
}
