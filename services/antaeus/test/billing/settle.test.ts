import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { randomUUID } from 'node:crypto';
import { openAttempts, type Claim } from '../../src/billing/claim.ts';
import { beginOrJoin, findRun } from '../../src/billing/runs.ts';
import { settle } from '../../src/billing/settle.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('settle', () => {
  const worker = randomUUID();
  let store: Store;
  let runId: number;
  let claims: Claim[];
  before(async () => {
    store = await openStore();
  });
  beforeEach(async () => {
    await store.reset();
    await store.add('EUR', times(4, {}));
    runId = (await beginOrJoin(store.db))?.id as number;
    ({ claims } = await openAttempts(store.db, { runId, worker, limit: 10, leaseMs: 60_000 }, 0));
  });
  after(() => store.drop());

  const id = (index: number) => claims[index]?.attemptId as bigint;
  const attempt = (index: number) =>
    store.db
      .selectFrom('attempts')
      .selectAll()
      .where('invoice_id', '=', claims[index]?.invoiceId as number)
      .executeTakeFirstOrThrow();
  const run = async () => {
    const { paid, declined, failed } = (await findRun(store.db, runId)) as {
      paid: number;
      declined: number;
      failed: number;
    };
    return { paid, declined, failed };
  };
  const statuses = async () =>
    (await store.db.selectFrom('invoices').select('status').orderBy('id').execute()).map(({ status }) => status);

  it('writes every kind of answer, marks what was paid and counts', async () => {
    await settle(store.db, worker, [
      { attemptId: id(0), outcome: 'paid', chargeId: 'ch_1' },
      {
        attemptId: id(1),
        outcome: 'declined',
        chargeId: 'ch_2',
        declineCode: 'card_expired',
        error: 'The card has expired.',
      },
      { attemptId: id(2), outcome: 'refused', error: 'payment answered 422' },
      { attemptId: id(3), error: 'no answer' },
    ]);
    expect(await run()).to.equal({ paid: 1, declined: 1, failed: 2 });
    expect(await statuses()).to.equal(['PAID', 'PENDING', 'PENDING', 'PENDING']);
    expect(await attempt(0)).to.include({ outcome: 'paid', charge_id: 'ch_1', lease_until: null, failed_at: null });
    expect(await attempt(1)).to.include({
      outcome: 'declined',
      decline_code: 'card_expired',
      error: 'The card has expired.',
    });
    expect(await attempt(3)).to.include({ outcome: null, error: 'no answer', settled_at: null });
    expect((await attempt(3)).failed_at).to.be.a.date();
  });

  it('counts a verdict once that is given twice, in one batch or in two, by one replica or by two', async () => {
    const paid = { attemptId: id(0), outcome: 'paid' as const };
    await settle(store.db, worker, [paid, paid]);
    await Promise.all([settle(store.db, worker, [paid]), settle(store.db, randomUUID(), [paid])]);
    expect(await run()).to.equal({ paid: 1, declined: 0, failed: 0 });
  });

  it('lets a late verdict make good for a failure', async () => {
    await settle(store.db, worker, [{ attemptId: id(0), error: 'no answer' }]);
    expect(await run()).to.equal({ paid: 0, declined: 0, failed: 1 });
    await settle(store.db, worker, [{ attemptId: id(0), error: 'no answer' }]);
    expect(await run()).to.equal({ paid: 0, declined: 0, failed: 1 });
    await settle(store.db, randomUUID(), [{ attemptId: id(0), outcome: 'paid' }]);
    expect(await run()).to.equal({ paid: 1, declined: 0, failed: 0 });
    expect(await statuses()).to.equal(['PAID', 'PENDING', 'PENDING', 'PENDING']);
  });

  it('does not let a replica give up on what another one has taken over', async () => {
    await settle(store.db, randomUUID(), [{ attemptId: id(0), error: 'no answer' }]);
    expect(await attempt(0)).to.include({ failed_at: null, error: null });
    expect(await run()).to.equal({ paid: 0, declined: 0, failed: 0 });
  });

  it('prefers a verdict to a failure of the same attempt', async () => {
    await settle(store.db, worker, [
      { attemptId: id(0), error: 'no answer' },
      { attemptId: id(0), outcome: 'declined' },
    ]);
    expect(await run()).to.equal({ paid: 0, declined: 1, failed: 0 });
  });
});
