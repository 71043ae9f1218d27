import { sql, type Kysely, type Selectable } from 'kysely';
import type { BillingRunsTable, Schema } from '../store/schema.ts';

/** A billing run as it stands. */
export type Run = Selectable<BillingRunsTable>;

/** Any number that all replicas agree on and nothing else uses. */
const lock = 7_461_967;

/**
 * Begins a run over everything that is pending, or joins the unfinished run; an interrupted run goes on.
 *
 * A call may come twice, from two callers or by an HTTP client's silent retry. The second call joins the run of the
 * first, and each invoice is billed once.
 *
 * @param scheduledFor the moment of the schedule that asks for it
 * @returns the run, or undefined when that moment of the schedule has had its run
 */
export async function beginOrJoin(db: Kysely<Schema>, scheduledFor?: Date): Promise<Run | undefined> {
  return db.transaction().execute(async (tx) => {
    // One replica decides at a time, or two could each see no run and begin a run.
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
    if (scheduledFor !== undefined && (await isBilled(tx, scheduledFor))) return undefined;
    return (await join(tx, scheduledFor)) ?? begin(tx, scheduledFor);
  });
}

/** The run of that id, or undefined. */
export async function findRun(db: Kysely<Schema>, id: number): Promise<Run | undefined> {
  return db.selectFrom('billing_runs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The newest runs first, beginning below `before`. */
export async function listRuns(
  db: Kysely<Schema>,
  { before, limit }: { before: number; limit: number },
): Promise<Run[]> {
  return db
    .selectFrom('billing_runs')
    .selectAll()
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Makes the unfinished run go on, whether its workers died or it was interrupted; undefined when there is none. */
export async function resumeRun(db: Kysely<Schema>): Promise<Run | undefined> {
  return join(db, undefined);
}

/** Gives a run up for now. */
export async function interruptRun(db: Kysely<Schema>, id: number, reason: string): Promise<void> {
  await db
    .updateTable('billing_runs')
    .set({ state: 'interrupted', reason })
    .where('id', '=', id)
    .where('state', '<>', 'finished')
    .execute();
}

/**
 * Ends a run once each of its invoices has an answer or was given up on.
 *
 * @returns whether it has ended, now or before
 */
export async function finishIfDone(db: Kysely<Schema>, id: number): Promise<boolean> {
  await sql`
    update billing_runs r set state = 'finished', reason = null, finished_at = now(), total = paid + declined + failed + mismatched
    where id = ${id} and state <> 'finished'
      and not exists (select from attempts a where a.run_id = r.id and a.outcome is null and a.failed_at is null)
      and not exists (
        select from invoices i where i.status = 'PENDING' and i.id <= r.through_invoice_id
          and not exists (select from attempts a where a.run_id = r.id and a.invoice_id = i.id))`.execute(db);
  return (await findRun(db, id))?.state === 'finished';
}

async function isBilled(db: Kysely<Schema>, scheduledFor: Date): Promise<boolean> {
  return (
    (await db.selectFrom('billing_runs').select('id').where('scheduled_for', '=', scheduledFor).executeTakeFirst()) !==
    undefined
  );
}

async function begin(db: Kysely<Schema>, scheduledFor: Date | undefined): Promise<Run | undefined> {
  const { rows } = await sql<Run>`
    insert into billing_runs (through_invoice_id, total, scheduled_for)
    values (
      (select coalesce(max(id), 0) from invoices), (select count(*) from invoices where status = 'PENDING'), ${scheduledFor ?? null}::timestamptz
    )
    returning *`.execute(db);
  return rows[0];
}

async function join(db: Kysely<Schema>, scheduledFor: Date | undefined): Promise<Run | undefined> {
  return db
    .updateTable('billing_runs')
    .set((eb) => ({
      state: 'running',
      reason: null,
      scheduled_for: eb.fn.coalesce('scheduled_for', sql<Date | null>`${scheduledFor ?? null}::timestamptz`),
    }))
    .where('state', '<>', 'finished')
    .returningAll()
    .executeTakeFirst();
}
