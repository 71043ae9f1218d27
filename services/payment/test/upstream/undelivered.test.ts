import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { testDatabase, type TestDatabase } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import pg from 'pg';
import { newChargeId } from '../../src/charges/charge-id.ts';
import type { NewCharge } from '../../src/ledger/charge-statement.ts';
import { paymentMigrations } from '../../src/migrations.ts';
import { findUndelivered, Releases, writeUndelivered } from '../../src/upstream/undelivered.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('undelivered answers', () => {
  let own: TestDatabase;
  let database: Database<never>;
  before(async () => {
    own = await testDatabase();
    database = openDatabase<never>({ url: own.url, maxConnections: 4, applicationName: 'test' });
    await migrateToLatest(database.db, paymentMigrations);
  });
  after(async () => {
    await database.close();
    await own.drop();
  });

  const newCharge = (name: string): NewCharge => ({
    id: newChargeId(),
    caller: 'a',
    name,
    amount: 1n,
    currency: 'EUR',
    customer: '3',
    invoice: null,
    declineCode: null,
    createdAt: new Date(),
  });
  const stored = async (name: string = newChargeId()) => {
    const charge = newCharge(name);
    await writeUndelivered(database.pool, [charge]);
    return charge;
  };
  const isHeld = async ({ caller, name }: NewCharge) =>
    (await findUndelivered(database.pool, [{ caller, name }])).size === 1;

  it('hold their meaning: an equal order gets the charge, and its age by the database’s clock', async () => {
    const charge = await stored();
    const [again, other] = await writeUndelivered(database.pool, [newCharge(charge.name), newCharge('another')]);
    expect(again?.charge.id).to.equal(charge.id);
    expect(again?.replayed).to.be.true();
    expect(Number(again?.ageMs)).to.be.between(0, 5000);
    expect(other).to.include({ replayed: false });
  });

  it('that are released between two statements make way for a new charge', async () => {
    const charge = await stored();
    const next = newCharge(charge.name);
    // Between the insertion that meets the old answer and the search for it.
    const pool = {
      query: async (query: pg.QueryConfig) => {
        const result = await database.pool.query(query);
        if (query.name === 'write-undelivered') await new Releases(database.pool).release(charge.id);
        return result;
      },
    };
    const [written] = await writeUndelivered(pool as unknown as pg.Pool, [next]);
    expect(written).to.include({ replayed: false });
    expect(written?.charge.id).to.equal(next.id);
  });

  it('are released when they are delivered, and no others with them', async () => {
    const releases = new Releases(database.pool);
    const [one, two, other] = [await stored(), await stored(), await stored()];
    await Promise.all([releases.release(one.id), releases.release(two.id)]);
    expect([await isHeld(one), await isHeld(two), await isHeld(other)]).to.equal([false, false, true]);
  });

  it('wait with their release for a database that is away', async () => {
    // A pool whose server is somewhere else at first.
    const target = new URL(own.url);
    const options = {
      host: '127.0.0.1',
      port: 1,
      user: target.username,
      password: target.password,
      database: target.pathname.slice(1),
    };
    const pool = new pg.Pool(options).on('error', () => undefined);
    const charge = await stored();
    const released = new Releases(pool).release(charge.id);
    await sleep(50);
    expect(await isHeld(charge)).to.be.true();
    (pool.options as { port: number }).port = Number(target.port);
    await released;
    expect(await isHeld(charge)).to.be.false();
    await pool.end();
  });

  it('stay unreleased when the database is away and the service ends', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
    const releases = new Releases(pool);
    const released = releases.release(newChargeId());
    releases.close();
    await released;
    await pool.end();
  });
});
