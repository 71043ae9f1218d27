import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { paymentDouble, type DoubleBehaviour, type PaymentDouble } from '../../testing/payment-double.ts';
import { replica } from '../../testing/replica.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

const invoices = 25;
const anyBehaviour = fc.oneof(
  { weight: 6, arbitrary: fc.constant<DoubleBehaviour>('pay') },
  { weight: 6, arbitrary: fc.constant<DoubleBehaviour>('decline') },
  { weight: 2, arbitrary: fc.constantFrom<DoubleBehaviour>('cut-before', 'cut-after', 'error', 'garbage') },
);
/** A spell of one to three replicas billing side by side; each crashes after so many requests, or does not. */
const anySpell = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(Infinity)), {
  minLength: 1,
  maxLength: 3,
});
const anyHistory = fc.record({
  spells: fc.array(anySpell, { minLength: 1, maxLength: 3 }),
  behaviours: fc.array(anyBehaviour, { minLength: 20, maxLength: 60 }),
});

describe('billing, whatever crashes, declines and faults it meets', () => {
  let store: Store;
  let payment: PaymentDouble;
  before(async () => {
    store = await openStore();
    payment = await paymentDouble();
  });
  after(async () => {
    await payment.close();
    await store.drop();
  });

  const bill = async (crashAfter = Infinity) => {
    const worker = { leaseMs: 100, concurrency: 4, pageSize: 6 };
    const antaeus = await replica({ databaseUrl: store.url, paymentUrl: payment.url, timeoutMs: 100, worker });
    const last = payment.received.length + crashAfter;
    let over = false;
    const billed = (async () => {
      try {
        await (
          await antaeus.engine.bill()
        )?.done;
      } finally {
        over = true;
      }
    })();
    billed.catch(() => undefined);
    while (!over && payment.received.length < last) {
      await new Promise((later) => setTimeout(later, 1));
    }
    if (!over) await antaeus.crash();
    else await antaeus.close();
  };

  it('charges each invoice exactly as often as its attempts say, and is paid for it at most once', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ spells, behaviours }) => {
        await store.reset();
        await store.add('EUR', times(invoices, {}));
        payment.received.length = 0;
        payment.charges.clear();
        payment.behave = () => behaviours[payment.received.length % behaviours.length] as DoubleBehaviour;
        for (const spell of spells) {
          await Promise.all(spell.map((crashAfter) => bill(crashAfter)));
        }
        payment.behave = () => 'decline';
        const left = async () => {
          const open = await store.db.selectFrom('attempts').select('id').where('outcome', 'is', null).execute();
          const runs = await store.db
            .selectFrom('billing_runs')
            .select('id')
            .where('state', '<>', 'finished')
            .execute();
          return open.length + runs.length;
        };
        do {
          await bill();
        } while ((await left()) > 0);

        const attempts = await store.db
          .selectFrom('attempts')
          .select(['idempotency_key', 'invoice_id', 'outcome'])
          .execute();
        const verdicts = new Map(
          attempts.map((attempt) => [
            attempt.idempotency_key,
            { paid: attempt.outcome === 'paid', invoiceId: attempt.invoice_id },
          ]),
        );
        expect(verdicts.size).to.equal(attempts.length);
        expect(payment.charges).to.equal(verdicts);

        const paidFor = [...payment.charges.values()].filter(({ paid }) => paid).map(({ invoiceId }) => invoiceId);
        expect(new Set(paidFor).size).to.equal(paidFor.length);
        const paid = await store.db
          .selectFrom('invoices')
          .select('id')
          .where('status', '=', 'PAID')
          .orderBy('id')
          .execute();
        expect(paid.map(({ id }) => id)).to.equal(paidFor.sort((one, other) => one - other));

        const runs = await store.db.selectFrom('billing_runs').selectAll().execute();
        expect(runs.reduce((sum, run) => sum + run.paid, 0)).to.equal(paidFor.length);
      }),
      { numRuns: 8 },
    );
  });
});
