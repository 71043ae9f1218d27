import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, chargeCount, order, send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, afterEach, before, describe, it } = lab;

describe('injected faults', () => {
  let payment: TestPayment;
  before(async () => {
    payment = await startPayment({ settleMs: 30 });
  });
  after(() => payment.stop());
  afterEach(() => {
    payment.control.reset();
  });

  it('answer 500 and charge nothing', async () => {
    payment.control.override({ faults: { error: 1 } }, 60);
    const answer = await charge(payment, order(10, 'error'), 'error-1');
    expect(answer.status).to.equal(500);
    expect(answer.body).to.include({ type: '/problems/injected-error', result: false });
    expect(await chargeCount(payment, 'error')).to.equal(0);
  });

  it('cut the connection before the charge', async () => {
    payment.control.override({ faults: { cutBeforeCommit: 1 } }, 60);
    await expect(charge(payment, order(10, 'before'), 'before-1')).to.reject('fetch failed');
    expect(await chargeCount(payment, 'before')).to.equal(0);
  });

  it('cut the connection after the charge, which the same key then finds', async () => {
    payment.control.override({ faults: { cutAfterCommit: 1 } }, 60);
    await expect(charge(payment, order(10, 'after'), 'after-1')).to.reject('fetch failed');
    expect(await chargeCount(payment, 'after')).to.equal(1);
    expect((await charge(payment, order(10, 'after'), 'after-1')).headers.get('idempotent-replayed')).to.equal('true');
  });

  it('hang until the caller gives up, and charge nothing', async () => {
    payment.control.override({ faults: { hang: 1 } }, 60);
    for (const headers of [{}, { 'idempotency-key': 'hang-1' }]) {
      const init = { method: 'POST', body: JSON.stringify(order(10, 'hang')), signal: AbortSignal.timeout(60) };
      await expect(
        fetch(`${payment.url}/v1/charges`, {
          ...init,
          headers: { ...headers, authorization: `Bearer ${payment.key}`, 'content-type': 'application/json' },
        }),
      ).to.reject(/timeout/);
    }
    payment.control.reset();
    expect((await charge(payment, order(10, 'hang'))).status).to.equal(200);
    expect(await chargeCount(payment, 'hang')).to.equal(1);
  });

  it('let a charge take its time', async () => {
    payment.control.override({ latency: { kind: 'fixed', ms: 80 } }, 60);
    const started = performance.now();
    expect((await charge(payment, order(10, 'slow'), 'slow-1')).status).to.equal(200);
    expect(performance.now() - started).to.be.at.least(79);
  });

  it('touch no other route', async () => {
    payment.control.override({ faults: { error: 1 } }, 60);
    expect((await send(payment, 'GET', '/v1/charges')).status).to.equal(200);
    expect((await send(payment, 'GET', '/openapi.json')).status).to.equal(200);
  });

  it('that hang end when the service stops', async () => {
    const stopping = await startPayment({ databaseUrl: payment.databaseUrl, behaviour: { faults: { hang: 1 } } });
    const hanging = charge(stopping, order(10, 'stopping'), 'stopping-1').then(
      () => 'answered',
      () => 'cut',
    );
    while (!(await stopping.registry.metrics()).includes('payment_faults_total{fault="hang"} 1')) await sleep(5);
    const started = performance.now();
    await stopping.stop();
    expect(performance.now() - started).to.be.below(1500);
    expect(await hanging).to.equal('cut');
  });
});
