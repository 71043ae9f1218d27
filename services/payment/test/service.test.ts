import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '@tinjis/chassis/lifecycle';
import { testDatabase, testServer } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createApiKey } from '../src/auth/api-key.ts';
import { openService } from '../src/service.ts';
import { readPaymentSettings } from '../src/settings.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('openService()', () => {
  let folder: string;
  const { key, entry } = createApiKey('billing', ['charge']);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'payment-service-'));
    writeFileSync(join(folder, 'keys.json'), JSON.stringify([entry]));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const settings = (url: string, more: Record<string, string> = {}) =>
    readPaymentSettings({
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'silent',
      DRAIN_SECONDS: '0.1',
      STOP_TIMEOUT_SECONDS: '2',
      DATABASE_URL: url,
      API_KEYS_FILE: join(folder, 'keys.json'),
      ...more,
    });
  const get = async (url: string) => {
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  };

  it('charges on one port and is watched on the other, and drains before it stops', async () => {
    const database = await testDatabase();
    const service = await openService(settings(database.url, { BEHAVIOUR: '{"faults":{"error":1}}' }));
    const running = await startService(service);
    const [open, ops] = [service.publicServer.info.uri, service.opsServer.info.uri];
    const answer = await fetch(`${open}/v1/charges`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"amount":{"value":1,"currency":"EUR"},"customerId":1}',
    });
    expect(answer.status).to.equal(500);
    // Faults of the public port never show here.
    expect(await get(`${ops}/live`)).to.include({ status: 200 });
    expect(await get(`${ops}/ready`)).to.equal({
      status: 200,
      text: '{"ready":true,"checks":{"database":"up","load":"fine","draining":"no","keys":"fine"}}',
    });
    expect((await get(`${ops}/metrics`)).text)
      .to.include('payment_faults_total{fault="error"} 1')
      .and.to.include('http_request_duration_seconds');
    expect((await get(`${open}/live`)).status).to.equal(404);
    const stopped = running.stop();
    expect(await get(`${ops}/ready`)).to.equal({
      status: 503,
      text: '{"ready":false,"checks":{"database":"up","load":"fine","draining":"yes","keys":"fine"}}',
    });
    await stopped;
    await expect(fetch(`${open}/docs`)).to.reject();
    await database.drop();
  });

  it('is not ready without its database, and alive all the same', async () => {
    const postgres = await testServer();
    const url = new URL(postgres.url);
    writeFileSync(join(folder, 'password'), `${decodeURIComponent(url.password)}\n`);
    url.password = '';
    const service = await openService(settings(url.href, { DATABASE_PASSWORD_FILE: join(folder, 'password') }));
    const running = await startService(service);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const body = '{"amount":{"value":1,"currency":"EUR"},"customerId":1}';
    const charges = `${service.publicServer.info.uri}/v1/charges`;
    expect((await fetch(charges, { method: 'POST', headers, body })).status).to.equal(200);
    await postgres.stop();
    expect(await get(`${service.opsServer.info.uri}/ready`)).to.equal({
      status: 503,
      text: '{"ready":false,"checks":{"database":"down","load":"fine","draining":"no","keys":"fine"}}',
    });
    expect((await get(`${service.opsServer.info.uri}/live`)).status).to.equal(200);
    await running.stop();
  });

  it('is ready with a broken keys file, and names it', async () => {
    const database = await testDatabase();
    const keys = join(folder, 'keys');
    mkdirSync(keys);
    writeFileSync(join(keys, 'a.json'), JSON.stringify([entry]));
    writeFileSync(join(keys, 'b.json'), '[{');
    const service = await openService(settings(database.url, { API_KEYS_FILE: keys }));
    const running = await startService(service);
    const { status, text } = await get(`${service.opsServer.info.uri}/ready`);
    expect(status).to.equal(200);
    expect(text).to.include('"keys":"broken: b.json"');
    await running.stop();
    await database.drop();
  });

  it('does not open without its keys', async () => {
    await expect(
      openService(settings('postgres://x@127.0.0.1:1/x', { API_KEYS_FILE: join(folder, 'none') })),
    ).to.reject(/ENOENT/);
  });
});
