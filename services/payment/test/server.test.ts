import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@tinjis/chassis/database';
import { testServer } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { startPayment } from '../testing/payment.ts';
import { charge, chargeCount, order, send, unbalancedCharges } from '../testing/requests.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('createPaymentServer()', () => {
  it('answers 503 with Retry-After while the database is away, and charges again once it is back', async () => {
    const postgres = await testServer();
    const payment = await startPayment({ databaseUrl: postgres.url });
    expect((await charge(payment, order(10, 'away'), 'away-0')).status).to.equal(200);
    await postgres.stop();
    for (const answer of [
      await charge(payment, order(10, 'away'), 'away-1'),
      await charge(payment, order(10, 'away')),
      await send(payment, 'GET', '/v1/charges'),
    ]) {
      expect(answer.status).to.equal(503);
      expect(answer.headers.get('retry-after')).to.equal('1');
      expect(answer.body).to.include({ type: '/problems/ledger-unavailable' }).and.to.include('fix');
    }
    await postgres.start();
    const statuses: number[] = [];
    while (statuses.at(-1) !== 200) {
      statuses.push((await charge(payment, order(10, 'away'), 'away-1')).status);
      await sleep(20);
    }
    expect((await charge(payment, order(10, 'away'), 'away-1')).headers.get('idempotent-replayed')).to.equal('true');
    expect(await chargeCount(payment, 'away')).to.equal(2);
    expect(await unbalancedCharges(payment)).to.equal([]);
    await payment.stop();
    await postgres.stop();
  });

  it('loses and doubles nothing when the database goes down and comes back under load', async () => {
    const postgres = await testServer();
    const payment = await startPayment({ databaseUrl: postgres.url });
    const keys = Array.from({ length: 400 }, (_, index) => `load-${index}`);
    const settled = Promise.all(
      keys.map(async (key, index) => {
        await sleep(index);
        while ((await charge(payment, order(10, 'load', index + 1), key)).status !== 200) await sleep(30);
      }),
    );
    await sleep(100);
    await postgres.stop();
    await sleep(100);
    await postgres.start();
    await settled;
    expect(await chargeCount(payment, 'load')).to.equal(keys.length);
    expect(await unbalancedCharges(payment)).to.equal([]);
    await payment.stop();
    await postgres.stop();
  });

  it('sheds what is too much with Retry-After, and a result for the caller that reads nothing else', async () => {
    const payment = await startPayment({
      overload: { maxConcurrent: 2, maxEventLoopDelayMs: 60_000 },
      behaviour: { latency: { kind: 'fixed', ms: 500 } },
    });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => charge(payment, order(10, 'shed'), `shed-${index}`)),
    );
    const shed = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200)).to.have.length(2);
    expect(shed).to.have.length(4);
    for (const { headers, body } of shed) {
      expect(headers.get('retry-after')).to.equal('1');
      expect(body).to.include({ type: '/problems/overloaded', result: false });
    }
    expect(await chargeCount(payment, 'shed')).to.equal(2);
    expect((await charge(payment, order(10, 'shed'), 'shed-9')).status).to.equal(200);
    await payment.stop();
  });

  it('answers what is under way before it stops, and lets an answer without proof of arrival be asked for again', async () => {
    const payment = await startPayment({ behaviour: { latency: { kind: 'fixed', ms: 600 } }, settleMs: 5000 });
    const underWay = charge(payment, order(10, 'last'));
    await sleep(200);
    const stopped = payment.server.stop({ timeout: 2000 });
    expect((await underWay).status).to.equal(200);
    await stopped;
    const { rowCount } = await payment.database.pool.query(
      "select from undelivered_answers join charges on id = charge_id where customer = 'last'",
    );
    expect(rowCount).to.equal(1);
    await payment.stop();
  });

  it('leaves an answer that came too late for the stop to be asked for again', async () => {
    const payment = await startPayment({ behaviour: { latency: { kind: 'fixed', ms: 600 } } });
    const cut = charge(payment, order(10, 'late')).then(
      () => 'answered',
      () => 'cut',
    );
    await sleep(200);
    await payment.server.stop({ timeout: 10 });
    expect(await cut).to.equal('cut');
    await sleep(600);
    const { db, close } = openDatabase<{ charges: { customer: string } }>({
      url: payment.databaseUrl,
      maxConnections: 1,
      applicationName: 'test',
    });
    expect(await db.selectFrom('charges').selectAll().where('customer', '=', 'late').execute()).to.equal([]);
    await close();
    await payment.stop();
  });

  it('says that nothing was paid in every answer to a POST that fails, and in no answer to a GET', async () => {
    const payment = await startPayment();
    expect((await send(payment, 'POST', '/nowhere', { body: {} })).body).to.include({ status: 404, result: false });
    expect((await send(payment, 'GET', '/nowhere')).body)
      .to.include({ status: 404 })
      .and.not.to.include('result');
    await payment.stop();
  });
});
