import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The tables, step by step. Nobody changes a step that has run anywhere: the next step goes below it. */
export const ledgerMigrations: Readonly<Record<string, Migration>> = {
  '001-charges-and-ledger': { up: chargesAndLedger },
  '003-transfers': { up: transfers },
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

/**
 * Makes a paid charge a whole transfer in a row. The two legs of a charge could be missing, or speak of another amount;
 * now they are a view. Nobody can change a row: not the service, whose role may only insert and read, and not the owner
 * by mistake.
 */
async function transfers(db: Kysely<never>): Promise<void> {
  const statements = [
    // The legs go away, and must agree with the charges before.
    `do $$ begin
      if exists (
        select from charges c left join ledger_entries e on e.charge_id = c.id
        group by c.id, c.decline_code, c.amount
        having coalesce(max(e.amount), 0) <> case when c.decline_code is null then c.amount else 0 end
          or count(e.*) <> case when c.decline_code is null then 2 else 0 end
      ) then
        raise exception 'a charge and its legs disagree: correct the ledger by hand before this version starts';
      end if;
    end $$`,
    `drop table ledger_entries`,
    `drop function ledger_must_balance, ledger_is_append_only`,
    `alter table charges add column idempotency_key text collate "C"`,
    `update charges set idempotency_key = substr(replay_key, 5) where replay_key like 'key:%'`,
    `drop index charges_replay, charges_of_customer`,
    `alter table charges drop column replay_key,
      add check (amount <= 999999999999),
      add check (currency ~ '^[A-Z]{3}$'),
      add check (caller ~ '^[a-z0-9][a-z0-9.-]*$'),
      add check (idempotency_key <> '' and length(idempotency_key) <= 255),
      add check (customer <> '' and length(customer) <= 64),
      add check (invoice <> '' and length(invoice) <= 64),
      add check (decline_code <> '')`,
    `create unique index charges_by_key on charges (caller, idempotency_key) where idempotency_key is not null`,
    `create index charges_of_customer on charges (caller, customer, id)`,
    `create index charges_by_invoice on charges (caller, invoice) where invoice is not null`,
    // Customer 3 of two callers is not one customer.
    `create view transfers as
      select id, 'customer:' || caller || '/' || customer as debit_account, 'caller:' || caller as credit_account,
        currency, amount, created_at
      from charges where decline_code is null`,
    `create view ledger_entries as
      select id as charge_id, debit_account as account, currency, -amount as amount, created_at from transfers
      union all select id, credit_account, currency, amount, created_at from transfers`,
    `create function ledger_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the ledger is append-only: book a counter-entry instead';
    end $$`,
    `create trigger ledger_is_append_only before update or delete or truncate on charges
      for each statement execute function ledger_is_append_only()`,
    // The role's name holds the database's: roles belong to the whole server.
    `do $$ begin
      execute format('create role %I nologin', current_database() || '_writer');
    exception
      when duplicate_object then null;
      when insufficient_privilege then raise notice 'no role of its own for the service: the owner may not create roles';
    end $$`,
    `do $$ begin
      execute format('grant usage on schema public to %I', current_database() || '_writer');
      execute format('grant select, insert on charges to %I', current_database() || '_writer');
      execute format('grant select on transfers, ledger_entries to %I', current_database() || '_writer');
    exception when undefined_object then null;
    end $$`,
  ];
  for (const statement of statements) {
    await sql.raw(statement).execute(db);
  }
}
