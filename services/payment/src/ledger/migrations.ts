import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The tables, step by step. Nobody changes a step that has run anywhere: the next step goes below it. */
export const paymentMigrations: Readonly<Record<string, Migration>> = {
  '001-charges-and-ledger': { up: chargesAndLedger },
};

async function chargesAndLedger(db: Kysely<never>): Promise<void> {
  // Compared byte by byte: these texts are names, and a language's order would only make the indexes slower.
  await sql`
    create table charges (
      id uuid primary key,
      caller text collate "C" not null,
      replay_key text collate "C",
      amount bigint not null check (amount > 0),
      currency char(3) not null,
      customer text collate "C" not null,
      invoice text collate "C",
      decline_code text collate "C",
      created_at timestamptz not null
    )`.execute(db);
  await sql`create unique index charges_replay on charges (caller, replay_key) where replay_key is not null`.execute(
    db,
  );
  await sql`create index charges_of_customer on charges (customer, id)`.execute(db);
  await sql`
    create table ledger_entries (
      charge_id uuid not null,
      account text collate "C" not null,
      currency char(3) not null,
      amount bigint not null check (amount <> 0),
      primary key (charge_id, account)
    )`.execute(db);
  await balanced(db);
  await appendOnly(db);
}

/** The books balance because the database refuses anything else, not because our code is careful. */
async function balanced(db: Kysely<never>): Promise<void> {
  await sql`
    create function ledger_must_balance() returns trigger language plpgsql as $$
    begin
      if exists (select from added group by charge_id, currency having sum(amount) <> 0) then
        raise exception 'the legs of a charge must sum to zero';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger ledger_must_balance after insert on ledger_entries
    referencing new table as added for each statement execute function ledger_must_balance()`.execute(db);
}

async function appendOnly(db: Kysely<never>): Promise<void> {
  await sql`
    create function ledger_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the ledger is append-only: book a counter-entry instead';
    end $$`.execute(db);
  await sql`
    create trigger ledger_is_append_only before update or delete or truncate on ledger_entries
    for each statement execute function ledger_is_append_only()`.execute(db);
}
