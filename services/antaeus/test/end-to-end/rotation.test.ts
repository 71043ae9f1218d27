import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedBulk } from '../../src/seed/bulk.ts';
import { expectBooksToAgree } from '../../testing/books.ts';
import { beginRun, openWorld, untilRun, type World } from '../../testing/world.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

/** Antaeus looks at its key file once a second. */
const noticed = 1200;

describe('two replicas on one run, while the API key is rotated', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.end());

  it('charge every invoice once, without a single refused call', async () => {
    await seedBulk(world.store.db, { customers: 50, invoices: 20 });
    const payment = await world.startPayment({ BEHAVIOUR: '{"latency":{"kind":"fixed","ms":50}}' });
    const replicas = await Promise.all([1, 2].map(() => world.startAntaeus({ BILLING_CONCURRENCY: '4' })));
    const runs = await Promise.all(replicas.map(beginRun));
    expect(new Set(runs.map((run) => new URL(run).pathname)).size).to.equal(1);

    const status = async (key: string) =>
      (await fetch(world.paymentUrl, { headers: { Authorization: `Bearer ${key}` } })).status;
    const next = world.keys.addNext();
    while ((await status(next)) === 401) {
      await sleep(20);
    }
    world.keys.useNext();
    await sleep(noticed);
    world.keys.dropOld();
    while ((await status(world.keys.key)) !== 401) {
      await sleep(20);
    }
    const during = await untilRun(runs[0] as string, () => true);
    expect(during.state).to.equal('running');

    const ended = await untilRun(runs[0] as string, ({ state }) => state !== 'running');
    expect(ended).to.include({ state: 'finished', total: 1000, failed: 0 });
    expect(await expectBooksToAgree(world.store, world.books)).to.equal(1000);
    const metrics = await (await fetch(`${payment.opsUrl}/metrics`)).text();
    const refused = metrics.split('\n').filter((line) => /_count\{.*method="post".*status="4\d\d"/.test(line));
    expect(refused).to.equal([]);
    expect(metrics).to.match(/_count\{.*method="post".*status="200".*\} 1000/);
    for (const { opsUrl } of replicas) {
      const answers = await (await fetch(`${opsUrl}/metrics`)).text();
      expect(Number(/answers_total\{outcome="paid"\} (\d+)/.exec(answers)?.[1])).to.be.above(100);
    }
  });
});
