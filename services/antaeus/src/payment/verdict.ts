import type { Currency } from '@tinjis/chassis/money';

/** An order for payment. */
export interface ChargeOrder {
  /** Sent as `Idempotency-Key`: the same order under the same key is charged once, however often it is sent. */
  readonly idempotencyKey: string;
  readonly customerId: number;
  readonly invoiceId: number;
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/** Payment's word on an order: from here on it is known whether money moved. */
export interface Verdict {
  /** `refused`: payment will never accept this order as it stands, and has not charged it. */
  readonly outcome: 'paid' | 'declined' | 'refused';
  readonly chargeId?: string;
  readonly declineCode?: string;
  /** Payment's own sentence, for `declined` and `refused`. */
  readonly error?: string;
}

/** No verdict: nobody knows whether money moved. The order must be sent again under the same key. */
export class NoVerdict extends Error {
  override readonly name = 'NoVerdict';
}

/**
 * Statuses by which payment says that the order itself is wrong. Any other error may pass, or is ours to fix in the
 * settings.
 */
const refusals = new Set([400, 413, 415, 422]);

/**
 * Reads payment's answer.
 *
 * @param status HTTP status
 * @param text body; JSON with `result` for a verdict, problem+json for an error
 * @throws NoVerdict when the answer leaves the fate of the order open
 */
export function readVerdict(status: number, text: string): Verdict {
  const body = parse(text);
  if (status === 200 && typeof body['result'] === 'boolean') {
    return {
      outcome: body['result'] ? 'paid' : 'declined',
      ...told('chargeId', body['id']),
      ...told('declineCode', body['declineCode']),
      ...told('error', body['message']),
    };
  }
  if (standingCharge(status, text) !== undefined)
    throw new NoVerdict(
      'payment answered 422: a charge of another order stands under this key, and it does not say which',
    );
  const sentence = `payment answered ${status}${typeof body['detail'] === 'string' ? `: ${body['detail']}` : ''}`;
  if (refusals.has(status)) return { outcome: 'refused', error: sentence };
  throw new NoVerdict(status === 200 ? 'payment answered 200 without a result' : sentence);
}

/**
 * The charge that stands under the order's key although it is another order's; undefined for any other answer. Payment
 * says so with 422, and money may have moved.
 */
export function standingCharge(status: number, text: string): string | undefined {
  if (status !== 422) return undefined;
  const { type, chargeId } = parse(text);
  if (type !== '/problems/idempotency-key-reused') return undefined;
  return typeof chargeId === 'string' && /^\w[\w-]*$/.test(chargeId) ? chargeId : '';
}

/**
 * Reads the charge that stands under an order's key.
 *
 * @throws NoVerdict when the answer shows no charge for the order's invoice: then only a person can tell
 */
export function readStandingCharge(status: number, text: string, { invoiceId, idempotencyKey }: ChargeOrder): Verdict {
  const verdict = readVerdict(status, text);
  const { invoiceId: charged, amount } = parse(text);
  if (charged !== String(invoiceId))
    throw new NoVerdict(
      `a charge for another invoice stands under the key ${idempotencyKey}: look it up at payment and settle by hand`,
    );
  return { ...verdict, error: `payment made this charge under the same key before: ${JSON.stringify(amount)}` };
}

function told<K extends string>(name: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === 'string' ? ({ [name]: value } as Record<K, string>) : {};
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
