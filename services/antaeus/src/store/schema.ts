import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Currency } from '@tinjis/chassis/money';

/** A customer is billed in one currency. */
export interface CustomersTable {
  id: GeneratedAlways<number>;
  currency: Currency;
}

export type InvoiceStatus = 'PENDING' | 'PAID';

export interface InvoicesTable {
  id: GeneratedAlways<number>;
  customer_id: number;
  currency: Currency;
  amount_minor: bigint;
  status: Generated<InvoiceStatus>;
}

/**
 * `running`: somebody works on it, or will; `interrupted`: given up for now, resumable; `finished`: nothing left to do.
 */
export type RunState = 'running' | 'interrupted' | 'finished';

/**
 * A billing of everything that was pending when it began. At most a single run is unfinished, whatever the number of
 * replicas.
 */
export interface BillingRunsTable {
  id: GeneratedAlways<number>;
  state: Generated<RunState>;
  /** Why it was interrupted. */
  reason: string | null;
  /** Highest invoice id it covers: later invoices wait for the next run. */
  through_invoice_id: number;
  total: number;
  paid: Generated<number>;
  declined: Generated<number>;
  failed: Generated<number>;
  mismatched: Generated<number>;
  started_at: Generated<Date>;
  finished_at: Date | null;
  /** The moment of the schedule that this run is for; unique: replicas that share a schedule bill once. */
  scheduled_for: Date | null;
}

export type Outcome = 'paid' | 'declined' | 'refused' | 'mismatched';

/**
 * A try to have an invoice paid, under an idempotency key of its own. It stays open until payment gives a verdict.
 */
export interface AttemptsTable {
  id: ColumnType<bigint, never, never>;
  idempotency_key: Generated<string>;
  invoice_id: number;
  /** The order as the attempt was opened with it: it is sent again just so, whatever becomes of the invoice. */
  customer_id: number;
  currency: Currency;
  amount_minor: bigint;
  run_id: number;
  /** Null while payment's verdict is unknown: then the same key is sent again, never a new one. */
  outcome: Outcome | null;
  charge_id: string | null;
  decline_code: string | null;
  /** Why there is no verdict, or why payment refused. */
  error: string | null;
  opened_at: Generated<Date>;
  settled_at: Date | null;
  /** When the run gave up on it for now. */
  failed_at: Date | null;
  /** Until when a replica has it to itself. A dead replica's attempts fall to the others. */
  lease_until: Date | null;
  worker: string | null;
}

/** The tables of Antaeus. */
export interface Schema {
  customers: CustomersTable;
  invoices: InvoicesTable;
  billing_runs: BillingRunsTable;
  attempts: AttemptsTable;
}
