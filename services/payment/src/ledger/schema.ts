import type { ColumnType } from 'kysely';

/** Charges, as they were made: never changed, never deleted. A paid charge is a whole transfer. */
interface ChargesTable {
  id: string;
  caller: string;
  /** The key that names the charge among its caller's, for good; null where the caller gave none. */
  idempotency_key: string | null;
  /** Minor units. */
  amount: bigint;
  currency: string;
  customer: string;
  invoice: string | null;
  decline_code: string | null;
  created_at: ColumnType<Date, Date, never>;
}

/** A view of the paid charges: money that went from an account to another. */
interface TransfersView {
  id: ColumnType<string, never, never>;
  debit_account: ColumnType<string, never, never>;
  credit_account: ColumnType<string, never, never>;
  currency: ColumnType<string, never, never>;
  /** Minor units. */
  amount: ColumnType<bigint, never, never>;
}

/** A view of both sides of each transfer; they sum to zero. */
interface LedgerEntriesView {
  charge_id: ColumnType<string, never, never>;
  account: ColumnType<string, never, never>;
  currency: ColumnType<string, never, never>;
  /** Minor units; below zero where money leaves the account. */
  amount: ColumnType<bigint, never, never>;
}

/** The tables of payment's database. */
export interface PaymentTables {
  charges: ChargesTable;
  transfers: TransfersView;
  ledger_entries: LedgerEntriesView;
}
