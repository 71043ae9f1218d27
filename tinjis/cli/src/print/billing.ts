import Table from 'cli-table3';
import type { Billing } from '../start/bill.ts';
import type { Style } from '@tinjis/delivery/print/style';

/** Invoices shown one by one; of more, only the first. */
const shown = 20;

/** The invoices before and after a billing run as a table, and the share that is paid. */
export function billingText({ before, after, allPaid, run }: Billing, style: Style): string {
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
  const answer = `POST /rest/v1/invoices/pay answered ${allPaid}: ${run.paid} paid, ${run.declined} declined, ${run.failed} without an answer`;
  return [table.toString(), ...more, '', answer, `paid before: ${share(before)}, paid after: ${share(after)}`].join(
    '\n',
  );
}

/** The last line of a run, for people and scripts alike. */
export function paidLine({ after }: Pick<Billing, 'after'>): string {
  return `PAID ${paid(after)} of ${after.length}`;
}

const paid = (invoices: Billing['after']) => invoices.filter(({ status }) => status === 'PAID').length;

const share = (invoices: Billing['after']) =>
  `${paid(invoices)} of ${invoices.length} (${Math.round((100 * paid(invoices)) / Math.max(1, invoices.length))} %)`;

const mark = (status: string | undefined, style: Style) =>
  (status === 'PAID' ? style.green : style.yellow)(String(status));
