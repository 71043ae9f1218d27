import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckOutcome } from '../harness/check.ts';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { waitFor } from '@tinjis/cluster/wait';
import { audit } from './audit.ts';
import { type Books, readBooks } from './books.ts';
import { billingRun, type Load, type LoadReport, startLoad } from './load.ts';
import { queryIn, antaeus } from '@tinjis/cluster/kubernetes/pods';
import type { DeliverySetup } from '../pushes/setup.ts';

/**
 * Lets billing come to rest: calls for runs until every attempt has a verdict. The next run takes up, under the same
 * key, what a broken run left open.
 * @throws Error when attempts stay open
 */
async function letRest(kubernetes: Kubernetes, url: string): Promise<void> {
  await waitFor({ what: 'the end of billing', timeout: 60_000, every: 500 }, async () => {
    await billingRun(url);
    const [row] = await queryIn<{ open: number }>(
      kubernetes,
      antaeus,
      `
      select ((select count(*) from attempts where outcome is null) + (select count(*) from billing_runs where state <> 'finished'))::int as open`,
    );
    return row?.open === 0 ? { found: true } : { instead: `${row?.open} attempts or runs are open` };
  });
  // Payment settles an answer a moment after delivering it.
  await sleep(500);
}

/** The faults in the books, as the outcome of a check; see `audit`. */
function auditOutcome(books: Books): CheckOutcome {
  const faults = audit(books);
  const { invoices, attempts, charges } = books;
  const seen = `${invoices.length} invoices, ${attempts.length} attempts, ${charges.length} charges`;
  if (faults.length > 0)
    return { passed: false, observed: `${faults.length} faults in ${seen}`, explanation: faults.slice(0, 10) };
  // An audit that finds nothing must be able to find something.
  const blind = tampered(books).find((each) => audit(each).length === 0);
  if (blind)
    return { passed: false, observed: 'the audit does not notice a charge that is lost, doubled, or moved no money' };
  return {
    passed: true,
    observed: `${seen}: all agree`,
    measures: { invoices: invoices.length, attempts: attempts.length, charges: charges.length },
  };
}

/** Three versions of the books: with a charge lost, with that charge doubled, and with its transfer missing. */
function tampered(books: Books): readonly Books[] {
  const paid = books.charges.find((charge) => charge.paid);
  if (!paid) return [];
  const others = books.charges.filter((charge) => charge !== paid);
  return [
    { ...books, charges: others },
    { ...books, charges: [...books.charges, { ...paid, id: `${paid.id}-twin` }] },
    { ...books, transfers: books.transfers.filter(({ id }) => id !== paid.id) },
  ];
}

/** A drill's result while Antaeus billed, and the state of the books afterwards. */
interface Aftermath<T> {
  readonly done: T;
  readonly load: LoadReport;
  readonly audited: CheckOutcome;
}

/**
 * Does something while Antaeus bills without a pause. Afterwards lets billing come to rest, and audits both services'
 * books.
 */
export async function underLoad<T>(
  { kubernetes, context, url }: DeliverySetup,
  drill: (load: Load) => Promise<T>,
): Promise<Aftermath<T>> {
  const load = await startLoad(kubernetes, context.cluster);
  const done = await drill(load).catch(async (error: unknown) => {
    await load.end();
    throw error;
  });
  const report = await load.end();
  await letRest(kubernetes, url);
  return { done, load: report, audited: auditOutcome(await readBooks(kubernetes)) };
}

/** The load in a few words. */
export function loadText({ charges, runs, seconds }: LoadReport): string {
  return `${charges} charges in ${runs} runs, ${Math.round(charges / seconds)} a second`;
}
