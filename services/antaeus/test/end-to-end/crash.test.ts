import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { seedBulk } from '../../src/seed/bulk.ts';
import { expectBooksToAgree } from '../../testing/books.ts';
import { beginRun, openWorld, untilRun, type World } from '../../testing/world.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('payment and Antaeus, killed in the middle of a run of 2,000 invoices', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.end());

  it('end up with each invoice charged exactly as often as its attempts say, and balanced books', async () => {
    await seedBulk(world.store.db, { customers: 100, invoices: 20 });
    const payment = await world.startPayment({ SEED: '1' });
    const antaeus = await world.startAntaeus();
    const run = await beginRun(antaeus);
    await untilRun(run, ({ paid, declined }) => paid + declined > 300);
    await payment.end('SIGKILL');
    await world.startPayment({ SEED: '2' });

    const half = await untilRun(run, ({ paid, declined }) => paid + declined > 1000);
    await antaeus.end('SIGKILL');
    expect(half.state).to.equal('running');
    const again = await world.startAntaeus();

    const ended = await untilRun(`${again.url}${new URL(run).pathname}`, ({ state }) => state === 'finished');
    expect(ended).to.include({ total: 2000, failed: 0 });
    expect(ended.paid + ended.declined).to.equal(2000);
    expect(await expectBooksToAgree(world.store, world.books)).to.equal(2000);

    const next = await fetch(`${again.url}/rest/v1/invoices/pay`, { method: 'POST' });
    expect(await next.text()).to.equal('false');
    expect(await expectBooksToAgree(world.store, world.books)).to.equal(2000 + ended.declined);
  });
});
