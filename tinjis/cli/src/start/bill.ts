import { showProgress } from '@tinjis/antaeus/seed/progress';
import type { Streams } from '../commands/command.ts';
import { antaeusClient, type BillingRun, type InvoiceView } from '@tinjis/platform/antaeus-client';
import type { Platform } from './platform.ts';
import { seedCommand } from '@tinjis/antaeus/seed/command';
import Table from 'cli-table3';
import type { Style } from '@tinjis/delivery/print/style';

/** The effect of a billing run on the invoices. */
export interface BillingReport {
  readonly before: readonly InvoiceView[];
  readonly after: readonly InvoiceView[];
  /** The raw answer of `POST /rest/v1/invoices/pay`. */
  readonly allPaid: boolean;
  readonly run: BillingRun;
}

/**
 * The challenge's own check, as a client from outside would make it: look, pay, look again.
 *
 * @param invoices the expected number; the present invoices when not given
 */
export async function bill(
  platform: Platform,
  invoices: number | undefined,
  stderr: Streams['stderr'],
): Promise<BillingReport> {
  const client = antaeusClient(platform.antaeus);
  if (invoices !== undefined) await seedUpTo(invoices, (await client.invoices()).length, platform, stderr);
  const before = await client.invoices();
  const show = showProgress(stderr, 'invoices billed');
  const { allPaid, run } = await client.pay(({ total, pending }) => {
    show(total - pending, total);
  });
  return { before, after: await client.invoices(), allPaid, run };
}

/** Invoices of each added customer: as many as in the challenge's own data. */
const perCustomer = 5;

/**
 * Adds pending invoices until Antaeus has the requested number, with progress.
 *
 * @param wanted total number of invoices; rounded up to whole customers
 * @param present number of present invoices
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

/** Most invoices shown one by one; of a longer list, only the first. */
const shown = 20;

/** The invoices before and after a billing run as a table, and the paid share. */
export function billingText({ before, after, allPaid, run }: BillingReport, style: Style): string {
  const table = new Table({
    head: ['invoice', 'customer', 'amount', 'before', 'after'],
    colAligns: ['right', 'right', 'right'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  const was = new Map(before.map(({ id, status }) => [id, status]));
  after.slice(0, shown).forEach(({ id, customerId, amount, status }) => {
    table.push([
      id,
      customerId,
      `${amount.value.toFixed(2)} ${amount.currency}`,
      mark(was.get(id), style),
      mark(status, style),
    ]);
  });
  const more = after.length > shown ? [`… and ${after.length - shown} more`] : [];
  const answer =
    run.total === 0
      ? `nothing was pending, so nothing was billed; npm start -- --invoices ${after.length + 10} adds invoices, -- --fresh starts over`
      : `POST /rest/v1/invoices/pay answered ${allPaid}: ${run.paid} paid, ${run.declined} declined, ${run.failed} without an answer`;
  return [table.toString(), ...more, '', answer, `paid before: ${share(before)}, paid after: ${share(after)}`].join(
    '\n',
  );
}

/** The last line of a run, for people and scripts alike. */
export function paidLine({ after }: Pick<BillingReport, 'after'>): string {
  return `PAID ${paid(after)} of ${after.length}`;
}

const paid = (invoices: BillingReport['after']) => invoices.filter(({ status }) => status === 'PAID').length;

const share = (invoices: BillingReport['after']) =>
  `${paid(invoices)} of ${invoices.length} (${Math.round((100 * paid(invoices)) / Math.max(1, invoices.length))} %)`;

const mark = (status: string | undefined, style: Style) =>
  (status === 'PAID' ? style.green : style.yellow)(String(status));
