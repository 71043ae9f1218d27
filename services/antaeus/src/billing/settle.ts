import { sql, type Kysely } from 'kysely';
import type { Outcome, Schema } from '../store/schema.ts';

/** The end of an attempt. Without an outcome the run gives up on it for now, and it keeps its key. */
export interface Answer {
  readonly attemptId: bigint;
  readonly outcome?: Exclude<Outcome, 'mismatched'>;
  readonly chargeId?: string;
  readonly declineCode?: string;
  readonly error?: string;
}

/**
 * Records answers, marks paid invoices, and counts, all in a single statement.
 *
 * It leaves an attempt with a verdict alone: a verdict that two replicas got counts once.
 * Giving up counts only while the attempt is still this replica's.
 *
 * @param worker the replica that got the answers
 */
export async function settle(db: Kysely<Schema>, worker: string, answers: readonly Answer[]): Promise<void> {
  const column = (name: Exclude<keyof Answer, 'attemptId'>) => answers.map((answer) => answer[name] ?? null);
  await sql`
    with answers as (
      select distinct on (id) * from unnest(${answers.map(({ attemptId }) => attemptId)}::bigint[], ${column('outcome')}::text[], ${column('chargeId')}::text[],
        ${column('declineCode')}::text[], ${column('error')}::text[]) as t (id, outcome, charge_id, decline_code, error)
      order by id, outcome nulls last
    ), prior as (
      select a.id, a.failed_at from attempts a join answers n on n.id = a.id
      where a.outcome is null and (n.outcome is not null or a.worker = ${worker})
      order by a.id for update of a
    ), settled as (
      update attempts a set outcome = n.outcome, charge_id = n.charge_id, decline_code = n.decline_code, error = n.error, lease_until = null,
        settled_at = case when n.outcome is not null then now() end, failed_at = case when n.outcome is null then now() end
      from answers n join prior on prior.id = n.id
      where a.id = n.id
      returning a.run_id, a.invoice_id, a.outcome, prior.failed_at is not null as failed_before
    ), paid as (
      update invoices i set status = 'PAID' from settled s where s.outcome = 'paid' and i.id = s.invoice_id
    )
    update billing_runs r set paid = r.paid + c.paid, declined = r.declined + c.declined, failed = r.failed + c.failed - c.failed_before
    from (
      select s.run_id, count(*) filter (where s.outcome = 'paid') as paid, count(*) filter (where s.outcome = 'declined') as declined,
        count(*) filter (where s.outcome = 'refused' or s.outcome is null) as failed, count(*) filter (where s.failed_before) as failed_before
      from settled s group by s.run_id
    ) c
    where r.id = c.run_id`.execute(db);
}
