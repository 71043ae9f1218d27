import { currencies, isMinorUnits, type Currency } from '@tinjis/chassis/money';

/** A name of a customer or an invoice. */
export const referencePattern = /^[A-Za-z0-9._:-]{1,64}$/;

/** Major units, and the same in minor units. */
export const largestAmount = 9_999_999_999.99;
export const largestMinorUnits = 999_999_999_999;

type Reference = string | number;

/** A charge as its caller orders it. */
export interface OrderBody {
  /** In major units or in minor units, never in both. */
  readonly amount: { readonly value?: number; readonly minorUnits?: number; readonly currency: Currency };
  readonly customerId: Reference;
  readonly invoiceId?: Reference;
}

const members = new Set(['amount', 'customerId', 'invoiceId']);
const amountMembers = new Set(['value', 'minorUnits', 'currency']);
const known: ReadonlySet<unknown> = new Set(currencies);

/**
 * Whether a body is an order beyond doubt.
 *
 * It agrees with the schema, as a property test shows, and takes 0.1 µs where joi takes several. After a no the schema
 * decides and names the fault.
 */
export function isPlainOrder(body: unknown): body is OrderBody {
  if (!hasOnly(body, members) || !hasOnly(body['amount'], amountMembers)) return false;
  const { value, minorUnits, currency } = body['amount'];
  const isAmount = minorUnits === undefined ? isMajor(value) : value === undefined && isMinor(minorUnits);
  return (
    isAmount &&
    known.has(currency) &&
    isReference(body['customerId']) &&
    (body['invoiceId'] === undefined || isReference(body['invoiceId']))
  );
}

const isMajor = (value: unknown): boolean =>
  typeof value === 'number' && value > 0 && value <= largestAmount && isMinorUnits(value);

const isMinor = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= largestMinorUnits;

function hasOnly(value: unknown, names: ReadonlySet<string>): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((name) => names.has(name))
  );
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'string' ? referencePattern.test(value) : Number.isSafeInteger(value) && (value as number) > 0;
