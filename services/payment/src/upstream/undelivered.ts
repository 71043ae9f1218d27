import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import {
  chargeColumns,
  givenCharges,
  nameColumns,
  readCharge,
  slot,
  type ChargeName,
  type ChargeRow,
  type NewCharge,
  type Written,
} from '../ledger/charge-statement.ts';
import { Gatherer } from '../ledger/gather.ts';

/**
 * Charges whose meaning no undelivered answer holds, and their answers, in one statement: durable together or not at
 * all.
 */
const insert = `
with given as (select * from ${givenCharges}), held as (
  insert into undelivered_answers (caller, meaning, charge_id) select caller, name, id from given
  on conflict do nothing returning charge_id
)
insert into charges (id, caller, amount, currency, customer, invoice, decline_code, created_at)
select id, caller, amount, currency, customer, invoice, decline_code, created_at from given join held on charge_id = id`;

const find = `
select charges.*, meaning as name, extract(epoch from clock_timestamp() - written_at)::float8 * 1000 as "ageMs"
from undelivered_answers join unnest($1::text[], $2::text[]) as given (caller, meaning) using (caller, meaning)
join charges on charges.id = charge_id`;

const release = 'delete from undelivered_answers where charge_id = any($1::uuid[])';

/** A charge, and the age of its answer by the database's clock. */
export interface WrittenAnswer extends Written {
  readonly ageMs: number;
}

/**
 * Writes charges whose names are their meanings: a meaning names a charge until its answer is delivered.
 *
 * @returns the charge under each meaning, in the order given
 */
export async function writeUndelivered(pool: Pool, charges: readonly NewCharge[]): Promise<WrittenAnswer[]> {
  const { rowCount } = await pool.query({ name: 'write-undelivered', text: insert, values: chargeColumns(charges) });
  if (rowCount === charges.length) return charges.map((charge) => ({ charge, replayed: false, ageMs: 0 }));
  const found = await findUndelivered(pool, charges);
  // Another replica may have released a meaning between the two statements: then it is free.
  const free = charges.filter(({ caller, name }) => !found.has(slot(caller, name)));
  const again = new Map(
    free.length === 0
      ? []
      : (await writeUndelivered(pool, free)).map((written, index) => [free[index]?.id, written] as const),
  );
  return charges.map((charge) => {
    const standing = found.get(slot(charge.caller, charge.name)) ?? again.get(charge.id);
    return { ...(standing as WrittenAnswer), replayed: standing?.charge.id !== charge.id };
  });
}

/** The charges whose answers were not delivered under these meanings, by `slot`. */
export async function findUndelivered(
  pool: Pool,
  names: readonly ChargeName[],
): Promise<ReadonlyMap<string, WrittenAnswer>> {
  const { rows } = await pool.query<ChargeRow & { name: string; ageMs: number }>({
    name: 'find-undelivered',
    text: find,
    values: nameColumns(names),
  });
  return new Map(
    rows.map((row) => [slot(row.caller, row.name), { charge: readCharge(row), replayed: true, ageMs: row.ageMs }]),
  );
}

/** Records that answers have reached their callers: from then on an equal request is a new charge. */
export class Releases {
  readonly #gatherer: Gatherer<string, undefined>;
  #closed = false;

  constructor(pool: Pool) {
    this.#gatherer = new Gatherer({
      maxInFlight: 1,
      minBeside: 1,
      maxItems: 500,
      write: async (ids) => {
        await pool.query({ name: 'release', text: release, values: [ids] });
        return ids.map(() => undefined);
      },
    });
  }

  /**
   * Frees the meaning of a charge. It waits for a database that is away: a forgotten release would make the next equal
   * charge a replay.
   *
   * @param id of a charge whose answer was delivered
   */
  async release(id: string): Promise<void> {
    for (;;) {
      try {
        await this.#gatherer.add(id);
        return;
      } catch {
        if (this.#closed) return;
        await sleep(250);
      }
    }
  }

  /** From now on a failed release is given up: nobody will be there to try again. */
  close(): void {
    this.#closed = true;
  }
}
