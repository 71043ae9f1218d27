import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { randomUUID } from 'node:crypto';
import {
  adoptAttempts,
  adoptGivenUp,
  openAttempts,
  releaseClaims,
  renewLeases,
  type ClaimTerms,
} from '../../src/billing/claim.ts';
import { beginOrJoin, findRun, finishIfDone } from '../../src/billing/runs.ts';
import { settle } from '../../src/billing/settle.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('claims', () => {
  let store: Store;
  let terms: ClaimTerms;
  before(async () => {
    store = await openStore();
  });
  beforeEach(async () => {
    await store.reset();
    await store.add('EUR', [{ status: 'PAID' }, { minor: 12_340n }, ...times(3, {})]);
    await store.add('SEK', [{ currency: 'EUR' }, {}]);
    terms = { runId: (await beginOrJoin(store.db))?.id as number, worker: randomUUID(), limit: 100, leaseMs: 60_000 };
  });
  after(() => store.drop());

  const other = (changes: Partial<ClaimTerms> = {}): ClaimTerms => ({ ...terms, worker: randomUUID(), ...changes });
  const invoicesOf = (claims: readonly { invoiceId: number }[]) => claims.map(({ invoiceId }) => invoiceId);
  const expire = () =>
    store.db
      .updateTable('attempts')
      .set({ lease_until: new Date(0) })
      .where('lease_until', 'is not', null)
      .execute();

  it('are opened for pending invoices in order, durable and with a key of their own', async () => {
    const { claims, through } = await openAttempts(store.db, terms, 0);
    expect(invoicesOf(claims)).to.equal([2, 3, 4, 5, 7]);
    expect(through).to.equal(7);
    expect(claims[0]).to.include({ invoiceId: 2, customerId: 1, amountMinor: 12_340n, currency: 'EUR', attemptId: 1n });
    expect(new Set(claims.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(5);
    const rows = await store.db
      .selectFrom('attempts')
      .select(['idempotency_key', 'outcome', 'worker'])
      .where('outcome', 'is', null)
      .execute();
    expect(rows).to.have.length(5);
    expect(rows.every(({ worker }) => worker === terms.worker)).to.be.true();
  });

  it('repeat their own order when they are taken over, whatever has become of the invoice', async () => {
    const { claims } = await openAttempts(store.db, terms, 0);
    await store.db.updateTable('invoices').set({ amount_minor: 99n, currency: 'SEK', customer_id: 2 }).execute();
    await expire();
    expect(await adoptAttempts(store.db, other())).to.equal(claims);
  });

  it("leave out an invoice in another currency than its customer's, and report it", async () => {
    await openAttempts(store.db, terms, 0);
    const row = await store.db.selectFrom('attempts').selectAll().where('invoice_id', '=', 6).executeTakeFirstOrThrow();
    expect(row).to.include({
      outcome: 'mismatched',
      error: 'the invoice is in EUR, its customer is billed in another currency',
    });
    expect(await findRun(store.db, terms.runId)).to.include({ mismatched: 1 });
  });

  it('come in pages', async () => {
    const first = await openAttempts(store.db, { ...terms, limit: 2 }, 0);
    expect(invoicesOf(first.claims)).to.equal([2, 3]);
    const second = await openAttempts(store.db, { ...terms, limit: 2 }, first.through as number);
    expect(invoicesOf(second.claims)).to.equal([4, 5]);
    expect(await openAttempts(store.db, terms, 7)).to.equal({ claims: [] });
  });

  it('never go to two replicas, however many claim at once', async () => {
    const pages = await Promise.all(times(10, undefined).map(() => openAttempts(store.db, other({ limit: 2 }), 0)));
    const claimed = pages.flatMap(({ claims }) => invoicesOf(claims));
    expect(new Set(claimed).size).to.equal(claimed.length);
    const rest = await openAttempts(store.db, other(), 0);
    expect([...claimed, ...invoicesOf(rest.claims)].sort((one, two) => one - two)).to.equal([2, 3, 4, 5, 7]);
  });

  it('are opened once in a run: a declined invoice waits for the next one', async () => {
    const { claims } = await openAttempts(store.db, terms, 0);
    await settle(
      store.db,
      terms.worker,
      claims.map(({ attemptId }) => ({ attemptId, outcome: 'declined' as const })),
    );
    expect(await openAttempts(store.db, terms, 0)).to.equal({ claims: [] });
    expect(await finishIfDone(store.db, terms.runId)).to.be.true();
    expect(await openAttempts(store.db, terms, 0)).to.equal({ claims: [] });
    const next = other({ runId: (await beginOrJoin(store.db))?.id as number });
    const again = await openAttempts(store.db, next, 0);
    expect(invoicesOf(again.claims)).to.equal([2, 3, 4, 5, 7]);
    expect(again.claims[0]?.idempotencyKey).to.not.equal(claims[0]?.idempotencyKey);
  });

  it('leave out invoices that came after the run began', async () => {
    await store.add('EUR', [{}]);
    expect((await openAttempts(store.db, terms, 0)).through).to.equal(7);
  });

  it('of a replica that died fall to another with the same keys, and not before their leases end', async () => {
    const { claims } = await openAttempts(store.db, terms, 0);
    expect(await adoptAttempts(store.db, other())).to.equal([]);
    await expire();
    expect(await adoptAttempts(store.db, other())).to.equal(claims);
    expect(await adoptAttempts(store.db, other())).to.equal([]);
  });

  it('are kept by renewing their leases, and given back by releasing them', async () => {
    const { claims } = await openAttempts(store.db, terms, 0);
    await expire();
    await renewLeases(store.db, terms.worker, 60_000);
    expect(await adoptAttempts(store.db, other())).to.equal([]);
    await releaseClaims(store.db, randomUUID());
    expect(await adoptAttempts(store.db, other())).to.equal([]);
    await releaseClaims(store.db, terms.worker);
    await renewLeases(store.db, terms.worker, 60_000);
    expect(await adoptAttempts(store.db, other())).to.equal(claims);
  });

  it('without a verdict are taken up by the next run, keys and all', async () => {
    const { claims } = await openAttempts(store.db, terms, 0);
    await settle(
      store.db,
      terms.worker,
      claims.map(({ attemptId }) => ({ attemptId, error: 'no answer' })),
    );
    expect(await adoptAttempts(store.db, other())).to.equal([]);
    expect(await finishIfDone(store.db, terms.runId)).to.be.true();
    const next = other({ runId: (await beginOrJoin(store.db))?.id as number });
    expect(await openAttempts(store.db, next, 0)).to.include({ claims: [] });
    expect(await adoptAttempts(store.db, next)).to.equal(claims);
    expect(await adoptAttempts(store.db, terms)).to.equal([]);
  });

  it('without a verdict are followed up after a rest, unless a run is under way', async () => {
    const { claims } = await openAttempts(store.db, terms, 0);
    await settle(
      store.db,
      terms.worker,
      claims.map(({ attemptId }) => ({ attemptId, error: 'no answer' })),
    );
    expect(await adoptGivenUp(store.db, other(), 0)).to.equal([]);
    await finishIfDone(store.db, terms.runId);
    expect(await adoptGivenUp(store.db, other(), 60_000)).to.equal([]);
    expect(await adoptGivenUp(store.db, other(), 0)).to.equal(claims);
    expect(await adoptGivenUp(store.db, other(), 0)).to.equal([]);
  });
});
