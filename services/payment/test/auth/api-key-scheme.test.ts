import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { keysSettleMs, startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, order, send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('API keys', () => {
  let payment: TestPayment;
  let reader: string;
  let admin: string;
  before(async () => {
    payment = await startPayment();
    reader = payment.addKey('auditor', ['read']);
    admin = payment.addKey('operator', ['admin']);
    await sleep(keysSettleMs);
  });
  after(() => payment.stop());

  it('are needed: none, another scheme and an unknown key are 401, as problems that say what to do', async () => {
    const wrong = [
      undefined,
      'Basic YTpi',
      'Bearer pay_unknown',
      'Bearer',
      `Bearer ${payment.key} x`,
      'Bearer pay_\u00fc',
    ];
    for (const authorization of wrong) {
      const answer = await send(payment, 'POST', '/v1/charges', {
        key: null,
        body: order(),
        ...(authorization ? { headers: { authorization } } : {}),
      });
      expect(answer.status).to.equal(401);
      expect(answer.headers.get('content-type')).to.equal('application/problem+json');
      expect(answer.headers.get('www-authenticate')).to.include('Bearer');
      expect(answer.body).to.include({ type: '/problems/unauthenticated', status: 401, result: false });
      expect(answer.body['fix']).to.include('Authorization');
    }
  });

  it('that are refused leave an audit line with the id that the answer carries, and count', async () => {
    payment.log.length = 0;
    const answers = [
      await send(payment, 'GET', '/v1/charges', { key: null }),
      await send(payment, 'GET', '/v1/charges', { key: 'pay_unknown' }),
      await send(payment, 'POST', '/v1/charges', { key: reader, body: order() }),
    ];
    const audit = payment.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['audit'] === true);
    expect(audit.map(({ level, reason, caller, requestId }) => [level, reason, caller, requestId])).to.equal([
      ['info', 'missing', undefined, answers[0]?.headers.get('request-id')],
      ['info', 'unknown', undefined, answers[1]?.body['requestId']],
      ['info', 'role', 'auditor', answers[2]?.body['requestId']],
    ]);
    expect(payment.log.join('')).not.to.include('pay_unknown');
    const metrics = await payment.registry.metrics();
    for (const reason of ['missing', 'unknown', 'role']) {
      expect(metrics).to.match(new RegExp(`payment_refused_credentials_total\\{reason="${reason}"\\} [1-9]`));
    }
  });

  it('open what their roles open, and 403 says which role is missing', async () => {
    const cases: [key: string, method: string, path: string, status: number, body?: unknown][] = [
      [payment.key, 'POST', '/v1/charges', 200, order()],
      [payment.key, 'GET', '/v1/charges', 200],
      [payment.key, 'GET', '/v1/admin/behaviour', 403],
      [reader, 'POST', '/v1/charges', 403, order()],
      [reader, 'GET', '/v1/charges', 200],
      [admin, 'POST', '/v1/charges', 403, order()],
      [admin, 'GET', '/v1/charges', 200],
      [admin, 'GET', '/v1/admin/behaviour', 200],
    ];
    for (const [key, method, path, status, body] of cases) {
      const answer = await send(payment, method, path, { key, body });
      expect(answer.status).to.equal(status);
      if (status === 403)
        expect(answer.body)
          .to.include({ type: '/problems/forbidden', result: false })
          .and.to.include(['detail', 'fix']);
    }
  });

  it('are the caller’s: it sees its own charges, an admin everybody’s', async () => {
    const { id } = (await charge(payment, order(5))).body;
    expect((await send(payment, 'GET', `/v1/charges/${String(id)}`)).status).to.equal(200);
    expect((await send(payment, 'GET', `/v1/charges/${String(id)}`, { key: admin })).status).to.equal(200);
    expect((await send(payment, 'GET', `/v1/charges/${String(id)}`, { key: reader })).body).to.include({
      type: '/problems/no-such-charge',
      status: 404,
    });
    expect((await send(payment, 'GET', '/v1/charges', { key: reader })).body).to.equal({ charges: [] });
  });

  it('do not work in the path unless that is opted in to', async () => {
    expect((await send(payment, 'POST', `/k/${payment.key}/v1/charges`, { key: null, body: order() })).status).to.equal(
      404,
    );
  });

  it('rotate under load without one 401', async () => {
    let key = payment.key;
    let running = true;
    const statuses = new Set<number>();
    const load = async () => {
      while (running)
        statuses.add(
          (
            await send(payment, 'POST', '/v1/charges', {
              key,
              body: order(),
              headers: { 'idempotency-key': crypto.randomUUID() },
            })
          ).status,
        );
    };
    const callers = Array.from({ length: 8 }, load);
    for (let rotation = 0; rotation < 4; rotation += 1) {
      const next = payment.addKey('billing', ['charge', 'read']);
      await sleep(keysSettleMs);
      const previous = key;
      key = next;
      await sleep(keysSettleMs);
      payment.dropKey(previous);
      await sleep(keysSettleMs);
      // The positive control: what was dropped is refused.
      expect((await send(payment, 'GET', '/v1/charges', { key: previous })).status).to.equal(401);
    }
    running = false;
    await Promise.all(callers);
    expect([...statuses]).to.equal([200]);
  });

  it('stay in force when the file is broken by a mistake, which a metric tells', async () => {
    const { writeFileSync } = await import('node:fs');
    expect(await payment.registry.metrics()).to.include('payment_key_files_broken 0');
    writeFileSync(payment.keysFile, '[{]');
    await sleep(keysSettleMs);
    expect((await send(payment, 'GET', '/v1/charges', { key: reader })).status).to.equal(200);
    expect(payment.log.join('')).to.include('the file is not JSON');
    expect(await payment.registry.metrics()).to.include('payment_key_files_broken 1');
  });

  it('are all taken back by an empty list', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(payment.keysFile, '[]');
    await sleep(keysSettleMs);
    expect((await send(payment, 'GET', '/v1/charges', { key: reader })).status).to.equal(401);
  });
});
