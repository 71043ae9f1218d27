import type { Pool } from 'pg';
import type { Currency } from '@tinjis/chassis/money';
import { instantText, type Charge } from '../charges/charge.ts';

/** A charge to write, and the key that finds its answer again. */
export interface NewCharge extends Charge {
  readonly replayKey: string;
}

/** The charge that the ledger holds under a replay key: the new charge, or an earlier charge. */
export interface Written {
  readonly charge: Charge;
  /** Whether the ledger held it before: then nothing was charged now. */
  readonly replayed: boolean;
}

/**
 * Charges and their legs in one statement, and so in one transaction: durable together or not at all.
 *
 * "do nothing" would give the loser of two twins no row; "do update" without a change gives it the winner's.
 * The accounts state both sides: what the customer owes, and what the caller that charged is owed.
 */
const text = `
with given as (
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
    as given (id, caller, replay_key, amount, currency, customer, invoice, decline_code, created_at)
), stored as (
  insert into charges (id, caller, replay_key, amount, currency, customer, invoice, decline_code, created_at)
  select * from given
  on conflict (caller, replay_key) where replay_key is not null do update set caller = charges.caller
  returning *
), legs as (
  insert into ledger_entries (charge_id, account, currency, amount)
  select given.id, leg.account, given.currency, leg.amount
  from given join stored using (id),
    lateral (values ('customer:' || given.customer, -given.amount), ('caller:' || given.caller, given.amount)) as leg (account, amount)
  where given.decline_code is null
)
select * from stored where id not in (select id from given)`;

interface Row {
  id: string;
  caller: string;
  replay_key: string;
  amount: bigint;
  currency: string;
  customer: string;
  invoice: string | null;
  decline_code: string | null;
  created_at: Date;
}

/**
 * Writes charges whose replay keys differ.
 *
 * @returns the charge under each replay key, in the order given
 */
export async function writeCharges(pool: Pool, charges: readonly NewCharge[]): Promise<Written[]> {
  const query = { name: 'write-charges', text, values: columns(charges) };
  const { rows } = await pool.query<Row>(query);
  const earlier = new Map(rows.map((row) => [slot(row.caller, row.replay_key), row]));
  return charges.map((charge) => {
    const row = earlier.get(slot(charge.caller, charge.replayKey));
    return row ? { charge: readCharge(row), replayed: true } : { charge, replayed: false };
  });
}

/** Names a replay key among all callers'; no caller's name has a space. */
export const slot = (caller: string, replayKey: string): string => `${caller} ${replayKey}`;

function columns(charges: readonly NewCharge[]): string[] {
  return [
    charges.map(({ id }) => id),
    charges.map(({ caller }) => caller),
    charges.map(({ replayKey }) => replayKey),
    charges.map(({ amount }) => String(amount)),
    charges.map(({ currency }) => currency),
    charges.map(({ customer }) => customer),
    charges.map(({ invoice }) => invoice),
    charges.map(({ declineCode }) => declineCode),
    charges.map(({ createdAt }) => instantText(createdAt)),
  ].map(arrayLiteral);
}

/**
 * A column as PostgreSQL reads arrays. All of these texts are visible ASCII, which JSON quotes and escapes in the same
 * way. The native call is several times faster than the driver, which escapes each text by itself.
 */
const arrayLiteral = (column: readonly (string | null)[]): string => `{${JSON.stringify(column).slice(1, -1)}}`;

/** A row of `charges` as a charge. */
export function readCharge(row: Omit<Row, 'replay_key'>): Charge {
  const { id, caller, amount, customer, invoice, decline_code: declineCode, created_at: createdAt } = row;
  return { id, caller, amount, currency: row.currency as Currency, customer, invoice, declineCode, createdAt };
}
