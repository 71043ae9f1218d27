import { fromMinorUnits } from '@tinjis/chassis/money';
import type { Attempt } from '../billing/attempts.ts';
import type { RunView } from '../billing/run-view.ts';
import { standings, type ListedInvoice, type InvoiceTally } from './invoice-list.ts';

const grouped = new Intl.NumberFormat('en');
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** A part of a bar: position and width in percent of the whole. */
interface BarPart {
  readonly kind: string;
  readonly word: string;
  readonly count: string;
  readonly x: string;
  readonly width: string;
}

/** A bar of parts that add up, and the same in words. */
interface BarView {
  readonly parts: readonly BarPart[];
  readonly words: string;
}

/** What the overview says about all invoices. */
export function summaryView(tallies: readonly InvoiceTally[]) {
  const counted = standings.map((standing) => {
    const own = tallies.filter((each) => each.standing === standing);
    const count = own.reduce((sum, each) => sum + each.count, 0);
    return {
      kind: standing,
      word: standing,
      number: count,
      count: grouped.format(count),
      sums: own.map(({ minor, currency }) => `${money.format(fromMinorUnits(minor))} ${currency}`),
    };
  });
  const total = counted.reduce((sum, { number }) => sum + number, 0);
  const paid = tallies.reduce((sum, { standing, count }) => sum + (standing === 'paid' ? count : 0), 0);
  return {
    counted,
    bar: barView(counted.map(({ kind, number }) => [kind, kind, number])),
    total: grouped.format(total),
    share: percent(paid, total),
    isEmpty: total === 0,
    unpaid: total === paid ? null : grouped.format(total - paid),
  };
}

/** An invoice as a row of the table. */
export function invoiceRow(invoice: ListedInvoice) {
  const { kind, word } = standingOf(invoice);
  const reason = invoice.status === 'PAID' ? null : (invoice.declineCode?.replaceAll('_', ' ') ?? invoice.error);
  return {
    id: invoice.id,
    customer: invoice.customerId,
    amount: money.format(fromMinorUnits(invoice.minor)),
    currency: invoice.currency,
    kind,
    word,
    reason,
    attempts: invoice.attempts,
  };
}

const outcomeWords = {
  paid: { kind: 'paid', word: 'paid' },
  declined: { kind: 'declined', word: 'declined' },
  refused: { kind: 'failed', word: 'refused' },
  mismatched: { kind: 'failed', word: 'wrong currency' },
  none: { kind: 'pending', word: 'no answer yet' },
} as const;

function standingOf({ status, outcome, attempts, isCurrent }: ListedInvoice): { kind: string; word: string } {
  if (status === 'PAID') return outcomeWords.paid;
  if (attempts === 0 || (outcome === 'declined' && !isCurrent)) return { kind: 'pending', word: 'pending' };
  return outcomeWords[outcome ?? 'none'];
}

/** A billing run as the page shows it. */
export function runRow(run: RunView) {
  const { id, state, reason = null, total, paid, declined, failed, mismatched, pending, startedAt, finishedAt } = run;
  return {
    id,
    state,
    reason,
    isUnfinished: state !== 'finished',
    total: grouped.format(total),
    paid: grouped.format(paid),
    declined: grouped.format(declined),
    failed: grouped.format(failed + mismatched),
    share: percent(paid, total),
    startedAt,
    started: clock.format(new Date(startedAt)),
    seconds: finishedAt === null ? null : seconds(new Date(finishedAt).getTime() - new Date(startedAt).getTime()),
    bar: barView([
      ['paid', 'paid', paid],
      ['declined', 'declined', declined],
      ['failed', 'failed', failed + mismatched],
      ['pending', 'pending', pending],
    ]),
  };
}

/** An attempt as a row of its run's table. */
export function attemptRow(attempt: Attempt) {
  const { invoiceId, amount, outcome, declineCode, error, openedAt, settledAt, chargeId } = attempt;
  return {
    invoice: invoiceId,
    amount: money.format(amount.value),
    currency: amount.currency,
    ...outcomeWords[outcome ?? 'none'],
    reason: declineCode?.replaceAll('_', ' ') ?? error,
    charge: chargeId,
    milliseconds: settledAt === null ? null : grouped.format(Date.parse(settledAt) - Date.parse(openedAt)),
  };
}

function barView(parts: readonly (readonly [kind: string, word: string, number: number])[]): BarView {
  const total = parts.reduce((sum, [, , number]) => sum + number, 0);
  let x = 0;
  return {
    words: parts.map(([, word, number]) => `${grouped.format(number)} ${word}`).join(', '),
    parts: parts.flatMap(([kind, word, number]) => {
      if (number === 0) return [];
      const width = (100 * number) / total;
      const part = { kind, word, count: grouped.format(number), x: `${x.toFixed(3)}%`, width: `${width.toFixed(3)}%` };
      x += width;
      return [part];
    }),
  };
}

/** Share in whole percent. All of it is said only of all, and nothing only of nothing. */
function percent(part: number, whole: number): number {
  if (part === 0) return 0;
  return part === whole ? 100 : Math.min(99, Math.max(1, Math.round((100 * part) / whole)));
}

const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(2) : grouped.format(Math.round(ms / 1000)));
