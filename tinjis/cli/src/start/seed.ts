import { seedCommand } from '@tinjis/antaeus/seed/command';
import type { Streams } from '../commands/command.ts';
import type { Platform } from './platform.ts';

/** Invoices of each customer that is added: as many as in the challenge's own data. */
const perCustomer = 5;

/**
 * Adds pending invoices until Antaeus has the number asked for, with progress.
 *
 * @param wanted invoices in all; rounded up to whole customers
 * @param present invoices that are there
 */
export async function seedUpTo(
  wanted: number,
  present: number,
  { antaeusDatabase }: Platform,
  stderr: Streams['stderr'],
): Promise<void> {
  const missing = wanted - present;
  if (missing <= 0) return;
  const customers = Math.ceil(missing / perCustomer);
  const words = ['--customers', String(customers), '--invoices', String(Math.min(missing, perCustomer))];
  await seedCommand(words, { ...antaeusDatabase }, stderr);
}
