import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { keysSettleMs, startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, order, send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('/v1/admin/behaviour', () => {
  let payment: TestPayment;
  let key: string;
  before(async () => {
    payment = await startPayment();
    key = payment.addKey('operator', ['admin']);
    await sleep(keysSettleMs);
  });
  after(() => payment.stop());

  const put = (body: unknown) => send(payment, 'PUT', '/v1/admin/behaviour', { key, body });
  const result = async (name: string) => (await charge(payment, order(10, name), name)).body['result'];

  it('shows what is in force', async () => {
    const { body } = await send(payment, 'GET', '/v1/admin/behaviour', { key });
    expect(body).to.include({ seed: 1, expiresAt: null });
    expect(body['behaviour']).to.include({ successRate: 1, latency: { kind: 'none' } });
  });

  it('changes it until it expires', async () => {
    const { status, body } = await put({ behaviour: { successRate: 0 }, expiresInSeconds: 1 });
    expect(status).to.equal(200);
    expect(Date.parse(String(body['expiresAt']))).to.be.about(Date.now() + 1000, 900);
    expect(await result('changed')).to.be.false();
    await sleep(1020);
    expect(await result('expired')).to.be.true();
  });

  it('starts the draws anew with a seed, and falls back when told', async () => {
    const run = async (name: string) => {
      await put({ behaviour: { successRate: 0.5 }, seed: 42, expiresInSeconds: 60 });
      const results: unknown[] = [];
      for (let index = 0; index < 12; index += 1) results.push(await result(`${name}-${index}`));
      return results;
    };
    expect(await run('one')).to.equal(await run('two'));
    expect((await send(payment, 'DELETE', '/v1/admin/behaviour', { key })).body).to.include({ expiresAt: null });
    expect(await result('back')).to.be.true();
  });

  it('refuses what could not be meant, or would never end', async () => {
    const bad = [
      { behaviour: {} },
      { behaviour: {}, expiresInSeconds: 0 },
      { behaviour: {}, expiresInSeconds: 86_401 },
    ];
    for (const body of [{}, ...bad, { behaviour: { successRate: 2 }, expiresInSeconds: 1 }]) {
      expect((await put(body)).status).to.equal(400);
    }
    expect((await put({ behaviour: {}, expiresInSeconds: 1 })).status).to.equal(200);
  });

  it('takes as many forced outcomes as its schema allows', async () => {
    const forced = Array.from({ length: 1000 }, (_, index) => ({
      customerId: `${'c'.repeat(59)}-${index}`,
      amount: { value: 9_999_999_999.99, currency: 'EUR' },
      outcome: 'insufficient_funds',
    }));
    expect((await put({ behaviour: { forced }, expiresInSeconds: 60 })).status).to.equal(200);
    expect((await put({ behaviour: { forced: [...forced, forced[0]] }, expiresInSeconds: 60 })).status).to.equal(400);
  });

  it('refuses a forced amount that no charge can have, and charges go on', async () => {
    for (const value of [1e12, 1e10, 1e300, 1.005]) {
      const forced = [{ amount: { value }, outcome: 'paid' }];
      expect((await put({ behaviour: { forced }, expiresInSeconds: 60 })).status).to.equal(400);
    }
    expect(await result('after')).to.be.true();
  });

  it('refuses a change that says one thing twice', async () => {
    const body = '{"behaviour":{"successRate":1,"successRate":0},"expiresInSeconds":1}';
    expect((await send(payment, 'PUT', '/v1/admin/behaviour', { key, body })).body).to.include({
      status: 400,
      type: '/problems/invalid-json',
    });
  });

  it('leaves an audit line for each change, with the id that the answer carries, and counts', async () => {
    payment.log.length = 0;
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const body = { behaviour: { successRate: 0 }, expiresInSeconds: 1 };
    const changed = await send(payment, 'PUT', '/v1/admin/behaviour', { key, body, headers });
    const reset = await send(payment, 'DELETE', '/v1/admin/behaviour', { key });
    const audit = payment.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['audit'] === true);
    expect(
      audit.map(({ level, caller, change, requestId, traceId }) => [level, caller, change, requestId, traceId]),
    ).to.equal([
      ['info', 'operator', 'override', changed.headers.get('request-id'), trace],
      ['info', 'operator', 'reset', reset.headers.get('request-id'), reset.headers.get('request-id')],
    ]);
    expect(await payment.registry.metrics()).to.match(/payment_behaviour_changes_total [1-9]/);
  });
});
