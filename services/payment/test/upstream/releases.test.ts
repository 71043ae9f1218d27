import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { testDatabase, type TestDatabase } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import pg from 'pg';
import { newChargeId } from '../../src/charges/charge-id.ts';
import { paymentMigrations } from '../../src/ledger/migrations.ts';
import { Releases } from '../../src/upstream/releases.ts';
import type { PaymentTables } from '../../src/ledger/schema.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('Releases', () => {
  let own: TestDatabase;
  let database: Database<PaymentTables>;
  before(async () => {
    own = await testDatabase();
    database = openDatabase<PaymentTables>({ url: own.url, maxConnections: 2, applicationName: 'test' });
    await migrateToLatest(database.db, paymentMigrations);
  });
  after(async () => {
    await database.close();
    await own.drop();
  });

  async function storedCharge(): Promise<string> {
    const id = newChargeId();
    const charge = {
      id,
      caller: 'a',
      replay_key: `body:${id}`,
      amount: 1n,
      currency: 'EUR',
      customer: '3',
      invoice: null,
      decline_code: null,
      created_at: new Date(),
    };
    await database.db.insertInto('charges').values(charge).execute();
    return id;
  }
  const replayKey = async (id: string) =>
    (await database.db.selectFrom('charges').select('replay_key').where('id', '=', id).executeTakeFirstOrThrow())
      .replay_key;

  it('frees the keys it is told of, and no other', async () => {
    const releases = new Releases(database.pool);
    const [one, two, other] = [await storedCharge(), await storedCharge(), await storedCharge()];
    await Promise.all([releases.release(one), releases.release(two)]);
    expect(await replayKey(one)).to.be.null();
    expect(await replayKey(two)).to.be.null();
    expect(await replayKey(other)).to.equal(`body:${other}`);
  });

  it('waits for a database that is away', async () => {
    // A pool whose server is somewhere else at first.
    const target = new URL(own.url);
    const options = {
      host: '127.0.0.1',
      port: 1,
      user: target.username,
      password: target.password,
      database: target.pathname.slice(1),
    };
    const pool = new pg.Pool(options);
    const releases = new Releases(pool);
    const id = await storedCharge();
    const released = releases.release(id);
    await sleep(50);
    expect(await replayKey(id)).to.equal(`body:${id}`);
    (pool.options as { port: number }).port = Number(target.port);
    await released;
    expect(await replayKey(id)).to.be.null();
    await pool.end();
  });

  it('gives up on a database that is away once it is closed', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
    const releases = new Releases(pool);
    const released = releases.release(newChargeId());
    releases.close();
    await released;
    await pool.end();
  });
});
