import type { Migration } from 'kysely/migration';
import { billing } from './0001-billing.ts';
import { ownOrders } from './0002-own-orders.ts';
import { unpaidAttempts } from './0003-unpaid-attempts.ts';

/** Every migration by name. Nobody changes a name: the database remembers it. */
export const antaeusMigrations: Readonly<Record<string, Migration>> = {
  '0001-billing': billing,
  '0002-own-orders': ownOrders,
  '0003-unpaid-attempts': unpaidAttempts,
};
