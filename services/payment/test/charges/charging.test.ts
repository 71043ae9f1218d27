import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { keysSettleMs, startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, chargeCount, order, send, unbalancedCharges } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, afterEach, before, describe, it } = lab;

describe('charging', () => {
  let payment: TestPayment;
  before(async () => {
    payment = await startPayment({ upstream: false });
  });
  after(async () => {
    expect(await unbalancedCharges(payment)).to.equal([]);
    await payment.stop();
  });
  afterEach(() => {
    payment.control.reset();
  });

  it('answers a repeated key with the first answer, marked, and charges nothing', async () => {
    const first = await charge(payment, order(10, 'replay'), 'replay-1');
    payment.control.override({ successRate: 0 }, 60);
    const again = await charge(payment, { customerId: 'replay', amount: { currency: 'EUR', value: 10.0 } }, 'replay-1');
    expect(first.headers.has('idempotent-replayed')).to.be.false();
    expect(again.headers.get('idempotent-replayed')).to.equal('true');
    expect(again.body).to.equal(first.body);
    expect(await chargeCount(payment, 'replay')).to.equal(1);
  });

  it('refuses a key that stands for another order, and charges nothing', async () => {
    const chargeId = (await charge(payment, order(10, 'other', 'i'), 'other-1')).body['id'];
    for (const body of [
      order(10.01, 'other', 'i'),
      order(10, 'another', 'i'),
      order(10, 'other', 'j'),
      order(10, 'other'),
      { amount: { value: 10, currency: 'SEK' }, customerId: 'other', invoiceId: 'i' },
    ]) {
      const answer = await charge(payment, body, 'other-1');
      expect(answer.status).to.equal(422);
      expect(answer.body).to.include({ type: '/problems/idempotency-key-reused', charged: 'yes', chargeId });
    }
    expect(await chargeCount(payment, 'other')).to.equal(1);
    expect(await chargeCount(payment, 'another')).to.equal(0);
  });

  it('never says that nothing was charged while a charge stands, whatever fault was drawn', async () => {
    const first = await charge(payment, order(10, 'spared'), 'spared-1');
    for (const fault of ['error', 'hang', 'cutBeforeCommit', 'cutAfterCommit'] as const) {
      payment.control.override({ faults: { [fault]: 1 } }, 60);
      const again = await charge(payment, order(10, 'spared'), 'spared-1');
      expect(again.body, fault).to.equal(first.body);
      expect(again.headers.get('idempotent-replayed')).to.equal('true');
    }
  });

  it('keeps callers apart: the same key of another one is another charge', async () => {
    const other = payment.addKey('shop', ['charge']);
    await sleep(keysSettleMs);
    await charge(payment, order(10, 'scope'), 'scope-1');
    const answer = await send(payment, 'POST', '/v1/charges', {
      key: other,
      body: order(20, 'scope'),
      headers: { 'idempotency-key': 'scope-1' },
    });
    expect(answer.status).to.equal(200);
    expect(await chargeCount(payment, 'scope')).to.equal(2);
  });

  it('makes one charge of 200 concurrent twins, and all get its answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => charge(payment, order(10, 'twins'), 'twins-1')),
    );
    expect(new Set(answers.map(({ body }) => body['id'])).size).to.equal(1);
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed')).length).to.equal(1);
    expect(await chargeCount(payment, 'twins')).to.equal(1);
  });

  it('makes one charge of twins that two replicas get at once', async () => {
    const replica = await startPayment({ databaseUrl: payment.databaseUrl });
    const bodies = Array.from(
      { length: 40 },
      (_, index) => [order(10, 'replicas', index + 1), `replicas-${index}`] as const,
    );
    const pairs = await Promise.all(
      bodies.map(([body, key]) => Promise.all([charge(payment, body, key), charge(replica, body, key)])),
    );
    await replica.stop();
    for (const [one, other] of pairs) {
      expect(one.body).to.equal(other.body);
    }
    expect(new Set(pairs.flat().map(({ status }) => status))).to.equal(new Set([200]));
    expect(await chargeCount(payment, 'replicas')).to.equal(40);
  });

  it('charges exactly once for each key, and always what it was first used for, in any order of requests', async () => {
    let round = 0;
    const request = fc.record({ key: fc.integer({ min: 1, max: 4 }), value: fc.constantFrom(1, 2), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
        round += 1;
        const customer = `property-${round}`;
        const first = new Map<number, number>();
        await Promise.all(
          requests.map(async ({ key, value, cut }) => {
            payment.control.override({ forced: cut ? [{ amount: { value }, outcome: 'cutAfterCommit' }] : [] }, 60);
            // A cut connection is the caller's sign to send the same again.
            const send = (): Promise<number> =>
              charge(payment, order(value, customer), `${customer}-${key}`).then(({ status }) => status, send);
            if ((await send()) === 200) first.set(key, value);
          }),
        );
        payment.control.reset();
        for (const [key, value] of first) {
          const { body } = await charge(payment, order(value, customer), `${customer}-${key}`);
          const amount = { value, minorUnits: Math.round(value * 100), currency: 'EUR' };
          expect(body).to.include({ result: true, amount });
        }
        expect(await chargeCount(payment, customer)).to.equal(new Set(requests.map(({ key }) => key)).size);
      }),
      { numRuns: 15 },
    );
  });

  it('counts what it charged, replayed and broke', async () => {
    payment.control.override({ forced: [{ customerId: 'counted', outcome: 'card_expired' }] }, 60);
    await charge(payment, order(10, 'counted'), 'counted-1');
    await charge(payment, order(10, 'counted'), 'counted-1');
    payment.control.override({ faults: { error: 1 } }, 60);
    await charge(payment, order(10, 'counted'), 'counted-2');
    const metrics = await payment.registry.metrics();
    expect(metrics).to.match(/payment_charges_total\{result="false",decline_code="card_expired"\} 1\n/);
    expect(metrics).to.match(/payment_charges_total\{result="true",decline_code=""\} [1-9]/);
    expect(metrics).to.match(/payment_replays_total [1-9]/);
    expect(metrics).to.match(/payment_faults_total\{fault="error"\} 1\n/);
    expect(metrics).to.match(/payment_ledger_queue_depth 0\n/);
    expect(metrics).to.match(/payment_database_connections\{state="idle"\} [1-9]/);
  });
});
