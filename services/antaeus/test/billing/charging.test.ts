import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerFor, asWorker, chargeClaims, type ClaimChargingParts } from '../../src/billing/charging.ts';
import { openAttempts, type Claim } from '../../src/billing/claim.ts';
import { beginOrJoin } from '../../src/billing/runs.ts';
import type { Answer } from '../../src/billing/settle.ts';
import { PaymentDown, type Delivery } from '../../src/payment/delivery.ts';
import { NoVerdict } from '../../src/payment/verdict.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('charging', () => {
  let store: Store;
  let runId: number;
  const answered: Answer[] = [];
  before(async () => {
    store = await openStore();
  });
  beforeEach(async () => {
    await store.reset();
    await store.add('EUR', times(30, {}));
    runId = (await beginOrJoin(store.db))?.id as number;
    answered.length = 0;
  });
  after(() => store.drop());

  const parts = (deliver: Delivery['deliver']): ClaimChargingParts => ({
    db: store.db,
    delivery: { deliver },
    terms: { concurrency: 4, pageSize: 10, leaseMs: 60 },
    onAnswer: (answer) => {
      answered.push(answer);
    },
  });
  const pages = (worker: string): (() => Promise<Claim[]>) => {
    let from = 0;
    return async () => {
      const { claims, through = from } = await openAttempts(store.db, { runId, worker, limit: 10, leaseMs: 60 }, from);
      from = through;
      return claims;
    };
  };
  const outcomes = async () =>
    (await store.db.selectFrom('attempts').select('outcome').where('outcome', 'is not', null).execute()).length;
  const leases = async () =>
    (await store.db.selectFrom('attempts').select('lease_until').where('lease_until', 'is not', null).execute()).map(
      (row) => row.lease_until as Date,
    );

  it('charges every claim and writes every answer down before it ends', async () => {
    const charging = parts(async () => ({ outcome: 'paid' }));
    await asWorker(charging, (worker) => chargeClaims(pages(worker), worker, charging, new AbortController().signal));
    expect(answered).to.have.length(30);
    expect(await outcomes()).to.equal(30);
  });

  it('finishes what is under way when told to stop, writes it down and gives the rest back', async () => {
    const stopping = new AbortController();
    let underWay = 0;
    const charging = parts(async () => {
      underWay += 1;
      if (underWay === 4) stopping.abort();
      await sleep(10);
      return { outcome: 'paid' };
    });
    await expect(
      asWorker(charging, (worker) => chargeClaims(pages(worker), worker, charging, stopping.signal)),
    ).to.reject(/aborted/);
    expect(underWay).to.be.between(3, 9);
    expect(await outcomes()).to.equal(underWay);
    expect(await leases()).to.be.empty();
  });

  it('throws what ends the work, after writing down what was answered', async () => {
    const charging = parts(async ({ invoiceId }) => {
      if (invoiceId === 12) throw new Error('payment is down');
      return { outcome: 'declined' };
    });
    await expect(
      asWorker(charging, (worker) => chargeClaims(pages(worker), worker, charging, new AbortController().signal)),
    ).to.reject('payment is down');
    expect(await outcomes()).to.equal(answered.length);
    expect(answered.length).to.be.between(10, 20);
  });

  it('renews its leases for as long as it works, and gives them back', async () => {
    const charging = parts(async () => ({ outcome: 'paid' }));
    await asWorker(charging, async (worker) => {
      await pages(worker)();
      const first = Math.max(...(await leases()).map(Number));
      const renewed = async () => (await leases()).map(Number);
      while (Math.min(...(await renewed())) <= first) await sleep(10);
      expect(await renewed()).to.have.length(10);
    });
    expect(await leases()).to.be.empty();
  });

  it('does not mind a database that is away at its heartbeat or its end', async () => {
    const own = await openStore();
    await asWorker({ ...parts(async () => ({ outcome: 'paid' })), db: own.db }, async () => {
      await own.drop();
      await sleep(50);
    });
    expect(await leases()).to.be.empty();
  });
});

const claim: Claim = {
  attemptId: 5n,
  idempotencyKey: '3b0f0c1e-0000-4000-8000-000000000005',
  invoiceId: 12,
  customerId: 3,
  amountMinor: 12_340n,
  currency: 'EUR',
};
const { signal } = new AbortController();

describe('answerFor()', () => {
  it('hands the order over without what is only ours, and keeps the verdict', async () => {
    const orders: unknown[] = [];
    const delivery: Delivery = {
      deliver: async (order) => (orders.push(order), { outcome: 'paid', chargeId: 'ch_1' }),
    };
    expect(await answerFor(claim, delivery, signal)).to.equal({ attemptId: 5n, outcome: 'paid', chargeId: 'ch_1' });
    expect(orders).to.equal([
      {
        idempotencyKey: '3b0f0c1e-0000-4000-8000-000000000005',
        invoiceId: 12,
        customerId: 3,
        amountMinor: 12_340n,
        currency: 'EUR',
      },
    ]);
  });

  it('gives one claim up that got no verdict', async () => {
    const delivery: Delivery = {
      deliver: async () => {
        throw new NoVerdict('no answer');
      },
    };
    expect(await answerFor(claim, delivery, signal)).to.equal({ attemptId: 5n, error: 'no answer' });
  });

  it('throws what concerns more than one claim', async () => {
    const delivery: Delivery = {
      deliver: async () => {
        throw new PaymentDown('payment is down');
      },
    };
    await expect(answerFor(claim, delivery, signal)).to.reject(PaymentDown, 'payment is down');
  });
});
