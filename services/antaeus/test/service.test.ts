import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startService } from '@tinjis/chassis/lifecycle';
import { createLogger } from '@tinjis/chassis/logger';
import { readSettings } from '@tinjis/chassis/settings';
import { testServer } from '@tinjis/chassis/testing/postgres';
import { createAntaeus } from '../src/service.ts';
import { settingsSchema } from '../src/settings.ts';
import { beginOrJoin } from '../src/billing/runs.ts';
import { paymentDouble, type PaymentDouble } from '../testing/payment-double.ts';
import { openStore, times, type Store } from '../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;
const logger = createLogger({ name: 'test', level: 'silent' });

describe('service', () => {
  let store: Store;
  let payment: PaymentDouble;
  let folder: string;
  before(async () => {
    store = await openStore();
    payment = await paymentDouble();
    folder = mkdtempSync(join(tmpdir(), 'antaeus-service-'));
    writeFileSync(join(folder, 'key'), 'pay_abcdefgh\n');
    writeFileSync(join(folder, 'password'), new URL(store.url).password);
  });
  beforeEach(async () => {
    await store.reset();
    payment.received.length = 0;
  });
  after(async () => {
    await payment.close();
    await store.drop();
    rmSync(folder, { recursive: true });
  });

  const start = async (env: Record<string, string> = {}) => {
    const settings = readSettings(settingsSchema, {
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      DRAIN_SECONDS: '0',
      DATABASE_URL: store.url,
      PAYMENT_PROVIDER_ENDPOINT: payment.url,
      ...env,
    });
    const service = await createAntaeus(settings, logger, resolve('src/web'));
    return { service, running: await startService(service) };
  };
  const ready = async (ops: { info: { uri: string } }) => {
    const answer = await fetch(`${ops.info.uri}/ready`);
    return { status: answer.status, ...((await answer.json()) as { checks: Record<string, string> }) };
  };

  it('seeds an empty database, bills with the key from its file, and stops', async () => {
    const { service, running } = await start({ PAYMENT_API_KEY_FILE: join(folder, 'key') });
    expect(await ready(service.opsServer)).to.include({
      status: 200,
      checks: { database: 'up', load: 'fine', draining: 'no' },
    });
    const answer = await fetch(`${service.publicServer.info.uri}/rest/v1/invoices/pay`, { method: 'POST' });
    expect(await answer.text()).to.equal('true');
    expect(payment.received).to.have.length(8);
    expect(payment.received[0]?.authorization).to.equal('Bearer pay_abcdefgh');
    const metrics = await (await fetch(`${service.opsServer.info.uri}/metrics`)).text();
    expect(metrics)
      .to.contain('antaeus_billing_answers_total{outcome="paid"} 8')
      .and.contain('http_request_duration_seconds')
      .and.contain('process_');
    await running.stop();
    await expect(fetch(`${service.publicServer.info.uri}/rest/health`)).to.reject();
  });

  it('shows browsers a page only where that is switched on', async () => {
    for (const [setting, type] of [
      ['true', 'text/html'],
      ['false', 'text/plain'],
    ] as const) {
      const { service, running } = await start({ WEB_PAGE: setting });
      const answer = await fetch(service.publicServer.info.uri, { headers: { Accept: 'text/html' } });
      expect(String(answer.headers.get('content-type'))).to.startWith(type);
      await running.stop();
    }
  });

  it('is not ready while it drains', async () => {
    const { service, running } = await start({ DRAIN_SECONDS: '0.2', SEED: 'false' });
    const stopped = running.stop();
    expect(await ready(service.opsServer)).to.include({
      status: 503,
      checks: { database: 'up', load: 'fine', draining: 'yes' },
    });
    await stopped;
  });

  it('goes on at its start with what was left undone, and reads the database password from its file', async () => {
    await store.add('EUR', times(5, {}));
    await beginOrJoin(store.db);
    const url = new URL(store.url);
    url.password = '';
    const { running } = await start({
      SEED: 'false',
      DATABASE_URL: url.href,
      DATABASE_PASSWORD_FILE: join(folder, 'password'),
    });
    while (payment.received.length < 5) {
      await new Promise((later) => setTimeout(later, 5));
    }
    await running.stop();
    expect(payment.received).to.have.length(5);
  });

  it('bills by the calendar when it has a schedule, each moment once however many replicas there are', async () => {
    payment.behave = () => 'decline';
    await store.add('EUR', times(2, {}));
    const replicas = await Promise.all([1, 2].map(() => start({ SEED: 'false', BILLING_SCHEDULE: '* * * * * *' })));
    while (payment.received.length < 4) {
      await new Promise((later) => setTimeout(later, 5));
    }
    await Promise.all(replicas.map(({ running }) => running.stop()));
    payment.behave = () => 'pay';
    const runs = await store.db.selectFrom('billing_runs').select(['scheduled_for', 'total']).execute();
    const moments = runs.map((run) => run.scheduled_for?.getTime() ?? 0);
    expect(moments.every((moment) => moment % 1000 === 0 && moment > 0)).to.be.true();
    expect(new Set(moments).size).to.equal(moments.length);
    expect(payment.received.length).to.be.at.most(2 * runs.length);
  });

  it('is not ready while the database is away, answers with an error, and recovers', async () => {
    const server = await testServer();
    const { service, running } = await start({ DATABASE_URL: server.url });
    const url = `${service.publicServer.info.uri}/rest/v1/invoices/1`;
    expect((await fetch(url)).status).to.equal(200);
    await server.stop();
    expect(await ready(service.opsServer)).to.include({
      status: 503,
      checks: { database: 'down', load: 'fine', draining: 'no' },
    });
    const away = await fetch(url);
    expect([away.status, away.headers.get('Retry-After')]).to.equal([503, '5']);
    await server.start();
    while ((await ready(service.opsServer)).status !== 200) {
      await new Promise((later) => setTimeout(later, 5));
    }
    expect((await fetch(url)).status).to.equal(200);
    await running.stop();
    await server.stop();
  });

  it('does not start without a key it is told to use', async () => {
    await expect(start({ PAYMENT_API_KEY_FILE: join(folder, 'nowhere') })).to.reject(/nowhere/);
  });
});
