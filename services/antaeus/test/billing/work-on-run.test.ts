import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { workOnRun } from '../../src/billing/work-on-run.ts';
import { beginOrJoin, findRun } from '../../src/billing/runs.ts';
import type { ClaimChargingParts } from '../../src/billing/charging.ts';
import type { ChargeOrder } from '../../src/payment/verdict.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after, afterEach } = lab;

const ordered = { customer_id: 1, currency: 'EUR', amount_minor: 1000n } as const;

describe('workOnRun', () => {
  let store: Store;
  let orders: ChargeOrder[];
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());
  beforeEach(() => {
    orders = [];
  });
  afterEach(() => {
    expect(new Set(orders.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(orders.length);
  });

  const { signal } = new AbortController();
  const parts = (pauseMs = 0): ClaimChargingParts => ({
    db: store.db,
    delivery: {
      deliver: async (order) => {
        orders.push(order);
        if (pauseMs > 0) await new Promise((later) => setTimeout(later, pauseMs));
        return { outcome: order.invoiceId % 2 === 0 ? 'paid' : 'declined' };
      },
    },
    terms: { concurrency: 4, pageSize: 7, leaseMs: 5000 },
    onAnswer: () => undefined,
  });
  const begin = async () => (await beginOrJoin(store.db))?.id as number;

  it('charges everything that is pending, page after page, and finishes the run', async () => {
    await store.add('EUR', times(40, {}));
    const runId = await begin();
    await workOnRun(runId, parts(), signal);
    expect(orders).to.have.length(40);
    expect(await findRun(store.db, runId)).to.include({
      state: 'finished',
      total: 40,
      paid: 20,
      declined: 20,
      failed: 0,
    });
  });

  it('gets past a page of nothing but invoices in a wrong currency', async () => {
    await store.add('EUR', [...times(15, { currency: 'USD' as const }), {}]);
    const runId = await begin();
    await workOnRun(runId, parts(), signal);
    expect(orders.map(({ invoiceId }) => invoiceId)).to.equal([16]);
    expect(await findRun(store.db, runId)).to.include({ state: 'finished', total: 16, paid: 1, mismatched: 15 });
  });

  it('shares a run with other replicas, and ends for each once it is finished', async () => {
    await store.add('EUR', times(60, {}));
    const runId = await begin();
    await Promise.all([
      workOnRun(runId, parts(2), signal),
      workOnRun(runId, parts(2), signal),
      workOnRun(runId, parts(2), signal),
    ]);
    const charged = orders.map(({ invoiceId }) => invoiceId).sort((one, other) => one - other);
    expect(charged).to.equal(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(await findRun(store.db, runId)).to.include({ state: 'finished', paid: 30, declined: 30 });
  });

  it('waits for the claims of another replica, and takes them over when that one died', async () => {
    const [invoice = 0] = await store.add('EUR', [{}]);
    const runId = await begin();
    const lease = new Date(Date.now() + 300);
    await store.db
      .insertInto('attempts')
      .values({ ...ordered, invoice_id: invoice, run_id: runId, lease_until: lease })
      .execute();
    await workOnRun(runId, parts(), signal);
    expect(Date.now()).to.be.at.least(lease.getTime() - 20);
    expect(orders).to.have.length(1);
    expect(await findRun(store.db, runId)).to.include({ state: 'finished', declined: 1 });
  });

  it('stops waiting when told to', async () => {
    const [invoice = 0] = await store.add('EUR', [{}]);
    const runId = await begin();
    const lease = new Date(Date.now() + 60_000);
    await store.db
      .insertInto('attempts')
      .values({ ...ordered, invoice_id: invoice, run_id: runId, lease_until: lease })
      .execute();
    const stopping = new AbortController();
    setTimeout(() => {
      stopping.abort();
    }, 50);
    await expect(workOnRun(runId, parts(), stopping.signal)).to.reject(/aborted/);
    expect(await findRun(store.db, runId)).to.include({ state: 'running' });
  });
});
