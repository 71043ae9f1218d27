import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The table of answers that have not been delivered, and what `charges` once kept of them. */
export const upstreamMigrations: Readonly<Record<string, Migration>> = {
  '002-undelivered-answers': { up: undeliveredAnswers },
  '004-undelivered-answers-grants': { up: grants },
  '005-undelivered-answers-of-charges': { up: ofCharges },
};

async function undeliveredAnswers(db: Kysely<never>): Promise<void> {
  await sql`
    create table undelivered_answers (
      caller text collate "C" not null,
      meaning text collate "C" not null,
      charge_id uuid not null,
      written_at timestamptz not null default now(),
      primary key (caller, meaning)
    )`.execute(db);
  await sql`
    insert into undelivered_answers (caller, meaning, charge_id, written_at)
    select caller, substr(replay_key, 6), id, created_at from charges where replay_key like 'body:%'`.execute(db);
}

async function grants(db: Kysely<never>): Promise<void> {
  await sql`
    do $$ begin
      execute format('grant select, insert, delete on undelivered_answers to %I', current_database() || '_writer');
    exception when undefined_object then null;
    end $$`.execute(db);
}

/** An answer without its charge would hold its meaning for good: no charge could ever be found or made under it. */
async function ofCharges(db: Kysely<never>): Promise<void> {
  await sql`alter table undelivered_answers add foreign key (charge_id) references charges (id)`.execute(db);
}
