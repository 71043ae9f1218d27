import { sql, type Kysely } from 'kysely';
import type { ChargeOrder } from '../payment/verdict.ts';
import type { Schema } from '../store/schema.ts';

/**
 * An attempt that this replica has to itself for a while: durable before anything is sent. A crash cannot lose its
 * key.
 */
export interface Claim extends ChargeOrder {
  readonly attemptId: bigint;
}

/** The worker that claims, the run, the number of claims, and their duration. */
export interface ClaimTerms {
  readonly runId: number;
  /** This replica's own id, a UUID made at its start. */
  readonly worker: string;
  readonly limit: number;
  readonly leaseMs: number;
}

const columns = sql`id as "attemptId", idempotency_key as "idempotencyKey", invoice_id as "invoiceId",
  customer_id as "customerId", currency, amount_minor as "amountMinor"`;

const handOut = sql`select ${columns} from adopted order by invoice_id`;

/**
 * Takes over attempts that have no verdict and that nobody works on: a crashed replica's, or an earlier run's.
 * They keep their idempotency key and their order: payment repeats a verdict that it gave before.
 */
export async function adoptAttempts(
  db: Kysely<Schema>,
  { runId, worker, limit, leaseMs }: ClaimTerms,
): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    with due as (
      select a.id from attempts a
      where a.outcome is null and (a.lease_until is null or a.lease_until < now()) and (a.run_id <> ${runId} or a.failed_at is null)
        and exists (select from billing_runs r where r.id = ${runId} and r.state <> 'finished')
      order by a.id limit ${limit} for update of a skip locked
    ), adopted as (
      update attempts a set run_id = ${runId}, worker = ${worker}, failed_at = null, lease_until = now() + ${leaseMs} * interval '1 millisecond'
      from due where a.id = due.id
      returning a.*
    )
    ${handOut}`.execute(db);
  return rows;
}

/**
 * Takes over attempts that their run, finished by now, gave up on: money may have moved without our knowing.
 * They stay their run's. Left alone while a run is under way, which takes them over itself.
 *
 * @param restMs how long such an attempt is left alone before it is sent once more, in milliseconds
 */
export async function adoptGivenUp(
  db: Kysely<Schema>,
  { worker, limit, leaseMs }: Omit<ClaimTerms, 'runId'>,
  restMs: number,
): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    with due as (
      select a.id from attempts a
      where a.outcome is null and a.failed_at < now() - ${restMs} * interval '1 millisecond' and (a.lease_until is null or a.lease_until < now())
        and not exists (select from billing_runs r where r.state <> 'finished')
      order by a.failed_at limit ${limit} for update of a skip locked
    ), adopted as (
      update attempts a set worker = ${worker}, lease_until = now() + ${leaseMs} * interval '1 millisecond' from due where a.id = due.id
      returning a.*
    )
    ${handOut}`.execute(db);
  return rows;
}

/**
 * Opens attempts for the next pending invoices of a run.
 *
 * Both searches for attempts say `after` again: PostgreSQL does not conclude it from `i.id`, and would read all
 * attempts of the run for each page.
 *
 * SKIP LOCKED lets replicas claim side by side; the unique indexes on attempts decide where two meet all the same.
 * An invoice whose currency is not its customer's is put on record as `mismatched` and not handed out.
 *
 * @param after only invoices above this id
 * @returns the claims, and the highest invoice id looked at (undefined when there was none)
 */
export async function openAttempts(
  db: Kysely<Schema>,
  terms: ClaimTerms,
  after: number,
): Promise<{ claims: Claim[]; through?: number }> {
  const { runId, worker, limit, leaseMs } = terms;
  const { rows } = await sql<Claim & { chargeable: boolean }>`
    with due as (
      select i.id as invoice, i.customer_id, i.currency, i.amount_minor, i.currency = c.currency as chargeable
      from invoices i join customers c on c.id = i.customer_id join billing_runs r on r.id = ${runId}
      where i.status = 'PENDING' and i.id > ${after} and i.id <= r.through_invoice_id and r.state <> 'finished'
        and not exists (select from attempts a where a.run_id = ${runId} and a.invoice_id = i.id and a.invoice_id > ${after})
        and not exists (select from attempts a where a.invoice_id = i.id and a.invoice_id > ${after} and a.outcome is null)
      order by i.id limit ${limit} for update of i skip locked
    ), opened as (
      insert into attempts (invoice_id, customer_id, currency, amount_minor, run_id, worker, lease_until, outcome, settled_at, error)
      select invoice, customer_id, currency, amount_minor, ${runId}, ${worker}, case when chargeable then now() + ${leaseMs} * interval '1 millisecond' end,
        case when not chargeable then 'mismatched' end, case when not chargeable then now() end,
        case when not chargeable then 'the invoice is in ' || currency || ', its customer is billed in another currency' end
      from due order by invoice
      on conflict do nothing
      returning *
    ), counted as (
      update billing_runs set mismatched = mismatched + (select count(*) from opened where outcome = 'mismatched')
      where id = ${runId} and exists (select from opened where outcome = 'mismatched')
    )
    select ${columns}, outcome is null as chargeable from opened order by invoice_id`.execute(db);
  const last = rows.at(-1);
  const claims = rows.flatMap(({ chargeable, ...claim }) => (chargeable ? [claim] : []));
  return { claims, ...(last ? { through: last.invoiceId } : {}) };
}

/** Keeps this replica's claims its own for another while. */
export async function renewLeases(db: Kysely<Schema>, worker: string, leaseMs: number): Promise<void> {
  await sql`
    update attempts set lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where outcome is null and worker = ${worker} and lease_until is not null`.execute(db);
}

/** Gives this replica's claims back: another replica need not wait for their leases to end. */
export async function releaseClaims(db: Kysely<Schema>, worker: string): Promise<void> {
  await sql`update attempts set lease_until = null where outcome is null and worker = ${worker} and lease_until is not null`.execute(
    db,
  );
}
