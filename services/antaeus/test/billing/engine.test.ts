import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findRun, listRuns } from '../../src/billing/runs.ts';
import { paymentDouble, type PaymentDouble } from '../../testing/payment-double.ts';
import { replica, type Replica } from '../../testing/replica.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after, afterEach } = lab;

describe('engine', () => {
  let store: Store;
  let payment: PaymentDouble;
  let antaeus: Replica;
  before(async () => {
    store = await openStore();
  });
  after(() => store.drop());
  beforeEach(async () => {
    await store.reset();
    await store.add('EUR', times(20, {}));
    payment = await paymentDouble();
    antaeus = await replica({ databaseUrl: store.url, paymentUrl: payment.url });
  });
  afterEach(async () => {
    await antaeus.close();
    await payment.close();
  });

  const bill = async (moment?: Date) => (await antaeus.engine.bill(moment))?.done;

  it('works once on a run that is asked for many times', async () => {
    // The run lasts until everybody has asked.
    const { promise, resolve } = Promise.withResolvers<undefined>();
    payment.pause = () => promise;
    const billings = await Promise.all(times(5, undefined).map(() => antaeus.engine.bill()));
    resolve(undefined);
    const runs = await Promise.all(billings.flatMap((billing) => billing?.done ?? []));
    expect(new Set(runs.map((run) => run.id)).size).to.equal(1);
    expect(payment.charges.size).to.equal(20);
  });

  it('begins the next run only after the last one', async () => {
    const first = await antaeus.engine.bill();
    await first?.done;
    await store.add('EUR', [{}]);
    const second = await antaeus.engine.bill();
    expect(await second?.done).to.include({ state: 'finished', total: 1, paid: 1 });
    expect(second?.run.id).to.not.equal(first?.run.id);
  });

  it('bills one moment of the schedule once', async () => {
    const moment = new Date('2026-12-01T06:00:00Z');
    payment.behave = () => 'decline';
    expect(await bill(moment)).to.include({ state: 'finished', declined: 20 });
    expect(await bill(moment)).to.be.undefined();
    expect(payment.received).to.have.length(20);
  });

  it('interrupts the run when payment is down, says why, and goes on with it when it is back', async () => {
    await payment.close();
    const run = await bill();
    expect(run).to.include({ state: 'interrupted', paid: 0, failed: 0 });
    expect(String(run?.reason)).to.startWith('payment is down: no answer from payment at http://127.0.0.1:');
    payment = await paymentDouble(() => 'pay', payment.port);
    await antaeus.engine.lookAfter();
    expect(await findRun(store.db, run?.id as number)).to.include({ state: 'finished', reason: null, paid: 20 });
    expect(payment.received).to.have.length(20);
  });

  it('does not begin a run by looking after one', async () => {
    await antaeus.engine.lookAfter();
    expect(await listRuns(store.db, { before: 1000, limit: 10 })).to.be.empty();
    expect(payment.received).to.be.empty();
  });

  it('follows up what a finished run gave up on', async () => {
    payment.behave = ({ body }) => (body.invoiceId === 7 ? 'cut-after' : 'pay');
    const run = await bill();
    expect(run).to.include({ state: 'finished', paid: 19, failed: 1 });
    payment.behave = () => 'decline';
    await antaeus.engine.lookAfter();
    expect(await findRun(store.db, run?.id as number)).to.include({ paid: 20, failed: 0, declined: 0 });
    expect([...payment.charges.values()].filter(({ invoiceId }) => invoiceId === 7)).to.have.length(1);
  });

  it('stops in the middle of a run, finishing what is under way, and leaves the rest to whoever is next', async () => {
    const { run, done } = (await antaeus.engine.bill()) as { run: { id: number }; done: Promise<unknown> };
    payment.behave = () => {
      void antaeus.engine.stop();
      return 'pay';
    };
    await antaeus.engine.stop();
    expect(await done).to.include({ state: 'running' });
    const sent = payment.received.length;
    expect(sent).to.be.at.most(16);
    const next = await replica({ databaseUrl: store.url, paymentUrl: payment.url });
    await next.engine.lookAfter();
    await next.close();
    expect(await findRun(store.db, run.id)).to.include({ state: 'finished', paid: 20 });
    expect(payment.received).to.have.length(20);
  });

  it('takes no work once it has stopped', async () => {
    await antaeus.engine.stop();
    expect(await bill()).to.include({ state: 'running', paid: 0 });
    expect(payment.received).to.be.empty();
  });

  it('throws what the database refuses, and can go on afterwards', async () => {
    const { done } = (await antaeus.engine.bill()) as { done: Promise<unknown> };
    await done;
    await store.add('EUR', [{}]);
    await store.pool.query('alter table attempts rename to attempts_away');
    await expect(bill()).to.reject(/attempts/);
    await store.pool.query('alter table attempts_away rename to attempts');
    expect(await bill()).to.include({ state: 'finished', total: 1, paid: 1 });
  });
});
