import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { openDatabase } from '../src/database.ts';
import { migrateDatabase, migrateToLatest } from '../src/migrations.ts';
import { freePort, testDatabase, testServer } from '../testing/postgres.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const open = (url: string) => openDatabase<unknown>({ url, maxConnections: 4, applicationName: 'test' });
const things = {
  '001': { up: async (db: Kysely<never>) => db.schema.createTable('things').addColumn('id', 'integer').execute() },
};

describe('migrateToLatest', () => {
  it('lets several replicas start at once', async () => {
    const { url, drop } = await testDatabase();
    const replicas = [open(url), open(url), open(url)];
    await Promise.all(replicas.map(({ db }) => migrateToLatest(db, things)));
    expect((await replicas[0]?.pool.query('select * from things'))?.rowCount).to.equal(0);
    await Promise.all(replicas.map(({ close }) => close()));
    await drop();
  });

  it('waits for a server that is not up yet, and not for ever', async () => {
    const server = await testServer();
    await server.stop();
    const { db, isUp, close } = open(server.url);
    expect(await isUp()).to.be.false();
    const migrated = migrateToLatest(db, things);
    await sleep(300);
    await server.start();
    await migrated;
    expect(await isUp()).to.be.true();
    await close();
    await server.stop();
    const nowhere = open(`postgres://me@127.0.0.1:${await freePort()}/books`);
    await expect(migrateToLatest(nowhere.db, things, 300)).to.reject(/ECONNREFUSED/);
    await nowhere.close();
  });

  it("throws a migration's own fault at once", async () => {
    const { url, drop } = await testDatabase();
    const { db, close } = open(url);
    const faulty = { '001': { up: async () => Promise.reject(new Error('no such thing')) } };
    await expect(migrateToLatest(db, faulty)).to.reject('no such thing');
    await close();
    await drop();
  });
});

describe('migrateDatabase', () => {
  it('lets a migration take longer than a statement of the service may, and answers a question afterwards', async () => {
    const { url, drop } = await testDatabase();
    const slow = { '001': { up: async (db: Kysely<never>) => void (await sql`select pg_sleep(1.5)`.execute(db)) } };
    const options = { url, maxConnections: 1, applicationName: 'test', timeoutMs: 1_000 };
    const answer = await migrateDatabase(options, slow, async (db) =>
      sql<{ seven: number }>`select 7 as seven`.execute(db),
    );
    expect(answer.rows).to.equal([{ seven: 7 }]);
    await drop();
  });
});
