import { sql, type Kysely } from 'kysely';

/**
 * The role under which the service writes the ledger, which may insert and read and nothing else. The migrations make
 * it.
 *
 * @returns undefined where the owner of the database may not create roles: then triggers alone guard the ledger
 */
export async function writerRole(db: Kysely<never>): Promise<string | undefined> {
  const { rows } = await sql<{ rolname: string }>`
    select rolname from pg_roles
    where rolname = current_database() || '_writer' and pg_has_role(current_user, oid, 'member')`.execute(db);
  return rows[0]?.rolname;
}
