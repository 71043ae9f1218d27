import type { Kysely } from 'kysely';
import { fromMinorUnits, type Currency } from '@tinjis/chassis/money';
import type { Outcome, Schema } from '../store/schema.ts';

/** The outcomes that filter attempts; `none` stands for no verdict. */
export const outcomes = ['paid', 'declined', 'refused', 'mismatched', 'none'] as const;

/** Which attempts of a run, in the order of their invoices. */
export interface AttemptPage {
  /** Only invoices above this id. */
  readonly after: number;
  readonly limit: number;
  readonly outcome?: (typeof outcomes)[number];
}

/** An attempt as the REST API shows it. */
export interface Attempt {
  readonly invoiceId: number;
  /** The amount that the attempt orders, whatever has become of the invoice since. */
  readonly amount: { readonly value: number; readonly minorUnits: number; readonly currency: Currency };
  readonly outcome: Outcome | null;
  readonly idempotencyKey: string;
  readonly chargeId: string | null;
  readonly declineCode: string | null;
  readonly error: string | null;
  readonly openedAt: string;
  readonly settledAt: string | null;
}

/** A page of a run's attempts. An attempt without a verdict moves on to the run that takes it up. */
export async function listAttempts(
  db: Kysely<Schema>,
  runId: number,
  { after, limit, outcome }: AttemptPage,
): Promise<Attempt[]> {
  const rows = await db
    .selectFrom('attempts')
    .select([
      'invoice_id',
      'amount_minor',
      'currency',
      'outcome',
      'idempotency_key',
      'charge_id',
      'decline_code',
      'error',
      'opened_at',
      'settled_at',
    ])
    .where('run_id', '=', runId)
    .where('invoice_id', '>', after)
    .$if(outcome === 'none', (query) => query.where('outcome', 'is', null))
    .$if(outcome !== undefined && outcome !== 'none', (query) => query.where('outcome', '=', outcome as Outcome))
    .orderBy('invoice_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    invoiceId: row.invoice_id,
    amount: {
      value: fromMinorUnits(row.amount_minor),
      minorUnits: Number(row.amount_minor),
      currency: row.currency,
    },
    outcome: row.outcome,
    idempotencyKey: row.idempotency_key,
    chargeId: row.charge_id,
    declineCode: row.decline_code,
    error: row.error,
    openedAt: row.opened_at.toISOString(),
    settledAt: row.settled_at?.toISOString() ?? null,
  }));
}
