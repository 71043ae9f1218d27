import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { seedBulk } from '../../src/seed/bulk.ts';
import { expectBooksToAgree } from '../../testing/books.ts';
import { replica, type Replica } from '../../testing/replica.ts';
import { openWorld, type World } from '../../testing/world.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('a payment that errs, hangs and cuts connections before it has charged and after', () => {
  let world: World;
  let antaeus: Replica;
  before(async () => {
    world = await openWorld();
    await world.startPayment({
      BEHAVIOUR: '{"faults":{"error":0.1,"hang":0.02,"cutBeforeCommit":0.1,"cutAfterCommit":0.1}}',
    });
    antaeus = await replica({
      databaseUrl: world.store.url,
      paymentUrl: world.paymentUrl,
      apiKey: world.keys.key,
      timeoutMs: 200,
      delivery: { breakAfter: 10, patienceMs: 10_000 },
    });
  });
  after(async () => {
    await antaeus.close();
    await world.end();
  });

  it('charges every invoice as often as its attempts say', async () => {
    await seedBulk(world.store.db, { customers: 30, invoices: 10 });
    const withoutVerdict = async () => {
      const { rows } = await world.store.pool.query<{ count: bigint }>(
        'select count(*) from attempts where outcome is null',
      );
      return Number(rows[0]?.count);
    };
    // Some meet a fault time after time: the next run settles them under their old keys.
    do {
      const run = await (await antaeus.engine.bill())?.done;
      expect(run).to.include({ state: 'finished' });
    } while ((await withoutVerdict()) > 0);
    expect(await expectBooksToAgree(world.store, world.books)).to.be.at.least(300);
  });
});
