import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, testDatabase, type TestDatabase, testPool } from '@tinjis/chassis/testing/postgres';
import { startProcess } from '@tinjis/chassis/testing/processes';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type pg from 'pg';
import { createApiKey } from '../../src/auth/api-key.ts';
import { UpstreamClient } from '../../testing/upstream-client.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

const settleMs = 300;

describe('the original Antaeus, when payment is killed right after an answer', () => {
  let database: TestDatabase;
  let folder: string;
  let books: pg.Pool;
  let port: number;
  const { key, entry } = createApiKey('antaeus', ['charge']);
  before(async () => {
    database = await testDatabase();
    books = testPool(database.url);
    folder = mkdtempSync(join(tmpdir(), 'payment-killed-'));
    writeFileSync(join(folder, 'keys.json'), JSON.stringify([entry]));
    port = await freePort();
  });
  after(async () => {
    await books.end();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const payment = () =>
    startProcess('payment', {
      PORT: String(port),
      DATABASE_URL: database.url,
      API_KEYS_FILE: join(folder, 'keys.json'),
      PATH_KEYS: 'true',
      SUCCESS_RATE: '1',
      SETTLE_MS: String(settleMs),
    });
  const charges = async (customer: number) =>
    (await books.query('select from charges where customer = $1', [String(customer)])).rowCount;

  // What docs/decisions/delivered-answers.md says of it, no more and no less.
  it('gets the answer again for an equal order within the settle time, and a charge for every other', async () => {
    const client = new UpstreamClient(port, `/k/${key}/v1/charges`);
    const first = await payment();
    await client.charge(1, 10);
    await client.charge(2, 10);
    await sleep(2 * settleMs);
    // The answer to customer 2 has had its time, and the answer to customer 3 has not.
    await client.charge(3, 10);
    await first.end('SIGKILL');
    const second = await payment();
    await client.charge(2, 10);
    expect(await charges(2), 'an equal order after the settle time').to.equal(2);
    await client.charge(3, 20);
    expect(await charges(3), 'another order').to.equal(2);
    const replayed = await client.charge(3, 10);
    expect([replayed.result, await charges(3)], 'an equal order within the settle time').to.equal([true, 2]);
    // Its own answer arrived: the next is a charge again.
    await client.charge(3, 10);
    expect(await charges(3), 'the equal order after that').to.equal(3);
    client.close();
    await second.end('SIGTERM');
  });
});
