import type { Pool } from 'pg';
import type { Currency } from '@tinjis/chassis/money';
import { instantText, type Charge } from '../charges/charge.ts';

/** Names a charge among all callers'. */
export interface ChargeName {
  readonly caller: string;
  readonly name: string;
}

/** A charge to write, and its name among the charges of its caller. */
export interface NewCharge extends Charge, ChargeName {}

/** The charge that the ledger holds under a name: the new charge, or an earlier charge. */
export interface Written {
  readonly charge: Charge;
  /** Whether the ledger held it before: then nothing was charged now. */
  readonly replayed: boolean;
}

/** Writes charges whose names differ, and answers the charge under each name, in the order given. */
export type WriteBatch<W extends Written> = (pool: Pool, charges: readonly NewCharge[]) => Promise<W[]>;

const columnTypes =
  '$1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[]';

/** The rows of a batch, by the names of their columns. */
export const givenCharges = `unnest(${columnTypes})
  as given (id, caller, name, amount, currency, customer, invoice, decline_code, created_at)`;

/**
 * A row is a whole transfer: it is durable or not, and balances by construction. It returns nothing: for most batches
 * the number of new rows says that each charge is new.
 */
const insert = `
insert into charges (id, caller, idempotency_key, amount, currency, customer, invoice, decline_code, created_at)
select id, caller, name, amount, currency, customer, invoice, decline_code, created_at from ${givenCharges}
on conflict (caller, idempotency_key) where idempotency_key is not null do nothing`;

/** A later statement sees the charges that the insertion met, whoever committed them. */
const find = `
select charges.*, idempotency_key as name from charges
join unnest($1::text[], $2::text[]) as given (caller, idempotency_key) using (caller, idempotency_key)`;

/** A row of `charges`. */
export interface ChargeRow {
  readonly id: string;
  readonly caller: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly customer: string;
  readonly invoice: string | null;
  readonly decline_code: string | null;
  readonly created_at: Date;
}

/** Writes charges whose names are Idempotency-Keys: a key names its charge for good. */
export const writeCharges: WriteBatch<Written> = async (pool, charges) => {
  const { rowCount } = await pool.query({ name: 'write-charges', text: insert, values: chargeColumns(charges) });
  if (rowCount === charges.length) return charges.map((charge) => ({ charge, replayed: false }));
  const found = await findNamed(pool, charges);
  return charges.map((charge) => {
    const standing = found.get(slot(charge.caller, charge.name)) as Charge;
    return { charge: standing, replayed: standing.id !== charge.id };
  });
};

/** The charges that stand under names, by `slot`. */
export async function findNamed(pool: Pool, names: readonly ChargeName[]): Promise<ReadonlyMap<string, Charge>> {
  const values = nameColumns(names);
  const { rows } = await pool.query<ChargeRow & { name: string }>({ name: 'find-charges', text: find, values });
  return new Map(rows.map((row) => [slot(row.caller, row.name), readCharge(row)]));
}

/** The parameters of a search for names. */
export const nameColumns = (names: readonly ChargeName[]): string[] =>
  [names.map(({ caller }) => caller), names.map(({ name }) => name)].map(arrayLiteral);

/** A name among all callers'; no caller has a space. */
export const slot = (caller: string, name: string): string => `${caller} ${name}`;

/** The parameters of `givenCharges`. */
export function chargeColumns(charges: readonly NewCharge[]): string[] {
  return [
    charges.map(({ id }) => id),
    charges.map(({ caller }) => caller),
    charges.map(({ name }) => name),
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
export function readCharge(row: ChargeRow): Charge {
  const { id, caller, amount, customer, invoice, decline_code: declineCode, created_at: createdAt } = row;
  return { id, caller, amount, currency: row.currency as Currency, customer, invoice, declineCode, createdAt };
}
