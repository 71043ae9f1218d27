import { toMinorUnits } from '@tinjis/chassis/money';
import type { Order } from '../charges/charge.ts';
import type { Behaviour, Forced } from './behaviour.ts';
import type { DeclineCode } from './decline-codes.ts';
import { isFault, type Fault } from './faults.ts';
import { drawLatency } from './latency.ts';

/** How a charge turns out. */
export interface DrawnOutcome {
  readonly declineCode: DeclineCode | null;
  readonly fault: Fault | null;
  readonly latencyMs: number;
}

/**
 * Draws how a charge turns out.
 *
 * @param draw gives numbers from 0 up to 1. Every charge draws exactly five: with the same seed, the n-th charge draws
 * the same numbers whatever came before it
 */
export function decide(behaviour: Behaviour, order: Order, draw: () => number): DrawnOutcome {
  const [first, second, third] = [draw(), draw(), draw()];
  const latencyMs = drawLatency(behaviour.latency, draw);
  const drawnFault = pick(behaviour.faults, 1, first);
  const drawnCode =
    second < behaviour.successRate ? null : pick(behaviour.declineCodes, total(behaviour.declineCodes), third);
  const forced = behaviour.forced.find((one) => fits(one, order))?.outcome;
  if (forced === undefined) return { declineCode: drawnCode, fault: drawnFault, latencyMs };
  if (isFault(forced)) return { declineCode: drawnCode, fault: forced, latencyMs };
  return { declineCode: forced === 'paid' ? null : forced, fault: null, latencyMs };
}

/** The name whose part of the range 0…range the draw falls into; null beyond all of them. */
function pick<Name extends string>(
  weights: Readonly<Partial<Record<Name, number>>>,
  range: number,
  drawn: number,
): Name | null {
  let rest = drawn * range;
  for (const [name, weight] of Object.entries(weights) as [Name, number][]) {
    if (rest < weight) return name;
    rest -= weight;
  }
  return null;
}

const total = (weights: Readonly<Record<string, number>>): number =>
  Object.values(weights).reduce((sum, weight) => sum + weight, 0);

function fits({ customerId, amount }: Forced, order: Order): boolean {
  const customerFits = customerId === undefined || String(customerId) === order.customer;
  if (amount === undefined) return customerFits;
  const currencyFits = amount.currency === undefined || amount.currency === order.currency;
  return customerFits && currencyFits && toMinorUnits(amount.value) === order.amount;
}
