import type { Migration } from 'kysely/migration';
import { billing } from './0001-billing.ts';

/** Every migration by name. Names are never changed: the database remembers them. */
export const antaeusMigrations: Readonly<Record<string, Migration>> = { '0001-billing': billing };
