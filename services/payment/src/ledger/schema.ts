import type { ColumnType } from 'kysely';

/** Charges, as they were made. Only `replay_key` ever changes, and only to null. */
interface ChargesTable {
  id: string;
  caller: string;
  /** Under which an answer is found again; null once it need not be. Unique for each caller. */
  replay_key: string | null;
  /** Minor units. */
  amount: bigint;
  currency: string;
  customer: string;
  invoice: string | null;
  decline_code: string | null;
  created_at: ColumnType<Date, Date, never>;
}

/** The two legs of each paid charge; they sum to zero. Never changed, never deleted. */
interface LedgerEntriesTable {
  charge_id: string;
  account: string;
  currency: string;
  /** Minor units; below zero where money leaves the account. */
  amount: bigint;
}

/** The tables of payment's database. */
export interface PaymentTables {
  charges: ChargesTable;
  ledger_entries: LedgerEntriesTable;
}
