import { showProgress } from '@tinjis/antaeus/seed/progress';
import type { Streams } from '../commands/command.ts';
import { antaeusClient, type BillingRun, type InvoiceView } from '@tinjis/platform/antaeus-client';
import type { Platform } from './platform.ts';
import { seedUpTo } from './seed.ts';

/** What a billing run did to the invoices. */
export interface Billing {
  readonly before: readonly InvoiceView[];
  readonly after: readonly InvoiceView[];
  /** The bare answer of `POST /rest/v1/invoices/pay`. */
  readonly allPaid: boolean;
  readonly run: BillingRun;
}

/**
 * The challenge's own check, as a client from outside would make it: look, pay, look again.
 *
 * @param invoices how many there should be; those that are there when not given
 */
export async function bill(
  platform: Platform,
  invoices: number | undefined,
  stderr: Streams['stderr'],
): Promise<Billing> {
  const client = antaeusClient(platform.antaeus);
  if (invoices !== undefined) await seedUpTo(invoices, (await client.invoices()).length, platform, stderr);
  const before = await client.invoices();
  const show = showProgress(stderr, 'invoices billed');
  const { allPaid, run } = await client.pay(({ total, pending }) => {
    show(total - pending, total);
  });
  return { before, after: await client.invoices(), allPaid, run };
}
