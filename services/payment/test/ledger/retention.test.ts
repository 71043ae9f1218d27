import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@tinjis/chassis/logger';
import { openDatabase, type Database } from '@tinjis/chassis/database';
import { migrateToLatest } from '@tinjis/chassis/migrations';
import { testDatabase, type TestDatabase } from '@tinjis/chassis/testing/postgres';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { randomUUIDv7 } from 'node:crypto';
import { paymentMigrations } from '../../src/ledger/migrations.ts';
import { keepFreeingReplayKeys, retentionHours } from '../../src/ledger/retention.ts';
import type { PaymentTables } from '../../src/ledger/schema.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

const hourMs = 3_600_000;

describe('keepFreeingReplayKeys()', () => {
  let own: TestDatabase;
  let database: Database<PaymentTables>;
  const log: string[] = [];
  const logger = createLogger(
    { name: 'test', level: 'debug' },
    {
      write: (line) => {
        log.push(line);
      },
    },
  );
  before(async () => {
    own = await testDatabase();
    database = openDatabase<PaymentTables>({ url: own.url, maxConnections: 2, applicationName: 'test' });
    await migrateToLatest(database.db, paymentMigrations);
  });
  after(() => own.drop());

  async function chargeAt(ms: number): Promise<string> {
    // The first 48 bits of an id are its time.
    const time = ms.toString(16).padStart(12, '0');
    const id = `${time.slice(0, 8)}-${time.slice(8)}${randomUUIDv7().slice(13)}`;
    const charge = {
      id,
      caller: 'a',
      replay_key: `key:${id}`,
      amount: 1n,
      currency: 'EUR',
      customer: '3',
      invoice: null,
      decline_code: null,
      created_at: new Date(ms),
    };
    await database.db.insertInto('charges').values(charge).execute();
    return id;
  }
  const kept = async () =>
    (await database.db.selectFrom('charges').select('id').where('replay_key', 'is not', null).execute()).map(
      ({ id }) => id,
    );
  const until = async (fits: (line: string) => boolean) => {
    while (!log.some(fits)) await sleep(5);
    log.length = 0;
  };

  it('frees keys at 72 hours and not before, round after round, and survives a database that is away', async () => {
    const start = Date.now();
    let now = start;
    const [old, young] = [
      await chargeAt(start - retentionHours * hourMs - 1),
      await chargeAt(start - retentionHours * hourMs + 1000),
    ];
    const rounds = keepFreeingReplayKeys({ db: database.db, logger, everyMs: 10, now: () => now });
    await until((line) => line.includes('"freed":1'));
    expect(await kept()).to.equal([young]);
    now = start + 2000;
    await until((line) => line.includes('"freed":1'));
    expect(await kept()).to.equal([]);
    expect((await database.db.selectFrom('charges').select('id').execute()).length).to.equal(2);
    expect(old < young).to.be.true();
    await database.close();
    await until((line) => line.includes('the next round tries again'));
    rounds.close();
  });

  it('looks every ten minutes by the real clock unless told otherwise', () => {
    keepFreeingReplayKeys({ db: database.db, logger }).close();
  });
});
