/** The currencies that customers are billed in (ISO 4217), each with two decimals. */
export const currencies = ['EUR', 'USD', 'DKK', 'SEK', 'GBP'] as const;
export type Currency = (typeof currencies)[number];

/** Largest amount for which a two-decimal JSON number still names exactly one number of minor units. */
export const largestValue = 1e12;

/**
 * Minor units (cents, øre) of an amount in major units.
 *
 * `Math.round(value * 100)` is exact for every value with at most two decimals below 10^12; truncation is not.
 *
 * @param value major units, at most two decimals
 * @throws RangeError for more than two decimals, a value that is not finite, or one beyond 10^12
 */
export function toMinorUnits(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= largestValue)
    throw new RangeError(`an amount must be a number below ${largestValue}`);
  if (!isMinorUnits(value)) throw new RangeError('an amount has at most two decimals');
  return BigInt(Math.round(value * 100));
}

/** Whether a number of major units has at most two decimals. Holds for numbers below 10^12. */
export const isMinorUnits = (value: number): boolean => Math.round(value * 100) / 100 === value;

/** Major units of an amount in minor units, as the nearest JSON number. The inverse of `toMinorUnits`. */
export function fromMinorUnits(minor: bigint): number {
  return Number(minor) / 100;
}
