import type { Migration } from 'kysely/migration';
import { ledgerMigrations } from './ledger/migrations.ts';
import { upstreamMigrations } from './upstream/migrations.ts';

/** Every migration of payment's database. They run in the order of their names, and a name never changes. */
export const paymentMigrations: Readonly<Record<string, Migration>> = { ...ledgerMigrations, ...upstreamMigrations };
