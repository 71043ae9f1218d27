import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const tables = [
  `create table customers (
    id integer generated always as identity primary key,
    currency char(3) not null
  )`,
  `create table invoices (
    id integer generated always as identity primary key,
    customer_id integer not null references customers,
    currency char(3) not null,
    amount_minor bigint not null check (amount_minor > 0),
    status text not null default 'PENDING' check (status in ('PENDING', 'PAID'))
  )`,
  // Half-full pages let a change of status stay on its page.
  `alter table invoices set (fillfactor = 70)`,
  `create index invoices_pending on invoices (id) where status = 'PENDING'`,
  `create index invoices_of_customer on invoices (customer_id, id)`,
  `create table billing_runs (
    id integer generated always as identity primary key,
    state text not null default 'running' check (state in ('running', 'interrupted', 'finished')),
    reason text,
    through_invoice_id integer not null,
    total integer not null,
    paid integer not null default 0,
    declined integer not null default 0,
    failed integer not null default 0,
    mismatched integer not null default 0,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    scheduled_for timestamptz unique
  )`,
  `alter table billing_runs set (fillfactor = 50)`,
  `create unique index billing_runs_one_at_a_time on billing_runs ((true)) where state <> 'finished'`,
  // No foreign keys: attempts are inserted from a query over invoices and runs, neither is ever deleted, and two checks
  // a row would be the costliest part of a claim.
  `create table attempts (
    id bigint generated always as identity primary key,
    idempotency_key uuid not null default gen_random_uuid(),
    invoice_id integer not null,
    run_id integer not null,
    outcome text check (outcome in ('paid', 'declined', 'refused', 'mismatched')),
    charge_id text,
    decline_code text,
    error text,
    opened_at timestamptz not null default now(),
    settled_at timestamptz,
    failed_at timestamptz,
    lease_until timestamptz,
    worker uuid
  )`,
  `alter table attempts set (fillfactor = 70)`,
  // The three rules that keep an invoice from being charged twice, held by the database and not by our care:
  // one attempt per run, one attempt without a verdict, one payment.
  `create unique index attempts_once_per_run on attempts (run_id, invoice_id)`,
  `create unique index attempts_one_open on attempts (invoice_id) where outcome is null`,
  `create unique index attempts_paid_once on attempts (invoice_id) where outcome = 'paid'`,
];

/** Customers, invoices, billing runs and attempts. */
export const billing: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of tables) {
      await sql.raw(table).execute(db);
    }
  },
};
