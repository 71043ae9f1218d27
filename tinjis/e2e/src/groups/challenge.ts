import type { InvoiceView } from '@tinjis/platform/antaeus-client';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { addInvoices, outsideClient } from '../billing/load.ts';
import type { LiveCheck, CheckGroup, CheckOutcome, CheckContext } from '../harness/check.ts';

/** Invoices added so that "half" can be told from chance. */
const many = 400;

/**
 * The original challenge, as its client carries it out from outside the cluster: look, pay once, look again. `half`
 * adds so many invoices that fewer than two in five or more than three in five would be no accident (four standard
 * deviations).
 */
export const challengeChecks: CheckGroup = {
  // The two checks do not run side by side: the second would bill what the first looks at.
  width: 1,
  alone: false,
  open: (context) => Promise.resolve([asItIs(context), half(context)]),
};

function asItIs(context: CheckContext): LiveCheck {
  return {
    name: 'pay',
    title: 'a client outside the cluster reads the invoices, has them paid, and reads them again',
    run: async () => {
      const client = await outsideClient(Kubernetes.of(context.cluster), context.cluster);
      const before = await client.invoices();
      const { allPaid } = await client.pay(() => undefined);
      const after = await client.invoices();
      const faults = [...changesBeside(before, after), ...wrongAnswer(allPaid, before, after)];
      return {
        passed: faults.length === 0,
        observed: `PAID ${paid(before)} of ${before.length} before, ${paid(after)} of ${after.length} after`,
        explanation: faults,
      };
    },
  };
}

function half(context: CheckContext): LiveCheck {
  return {
    name: 'half',
    title: `of ${many} new invoices, paying once pays roughly half`,
    run: async (): Promise<CheckOutcome> => {
      const kubernetes = Kubernetes.of(context.cluster);
      const client = await outsideClient(kubernetes, context.cluster);
      const known = new Set((await client.invoices()).map(({ id }) => id));
      await addInvoices(kubernetes, many);
      await client.pay(() => undefined);
      const added = (await client.invoices()).filter(({ id }) => !known.has(id));
      const share = paid(added) / added.length;
      return {
        passed: added.length === many && share > 0.4 && share < 0.6,
        observed: `${paid(added)} of ${added.length} PAID (${(share * 100).toFixed(0)} %)`,
        measures: { paidShare: share },
      };
    },
  };
}

/** The changes that a billing run must not make: taking an invoice away, changing its amount, or unpaying it. */
function changesBeside(before: readonly InvoiceView[], after: readonly InvoiceView[]): string[] {
  const now = new Map(after.map((invoice) => [invoice.id, invoice]));
  return before.flatMap((was) => {
    const is = now.get(was.id);
    if (!is) return [`invoice ${was.id} is gone`];
    const same =
      is.customerId === was.customerId &&
      is.amount.value === was.amount.value &&
      is.amount.currency === was.amount.currency;
    if (!same) return [`invoice ${was.id} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`];
    return was.status === 'PAID' && is.status !== 'PAID' ? [`invoice ${was.id} is no longer PAID`] : [];
  });
}

/** `true` means that each of the invoices was paid. */
function wrongAnswer(allPaid: boolean, before: readonly InvoiceView[], after: readonly InvoiceView[]): string[] {
  const asked = new Set(before.filter(({ status }) => status === 'PENDING').map(({ id }) => id));
  const all = after.filter(({ id }) => asked.has(id)).every(({ status }) => status === 'PAID');
  return allPaid === all ? [] : [`the answer was ${allPaid}, but ${all ? 'every' : 'not every'} invoice is PAID`];
}

function paid(invoices: readonly InvoiceView[]): number {
  return invoices.filter(({ status }) => status === 'PAID').length;
}
