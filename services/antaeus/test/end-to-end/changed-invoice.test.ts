import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { replica, type Replica } from '../../testing/replica.ts';
import { openWorld, type World } from '../../testing/world.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('an invoice whose amount changes while its attempt has no verdict', () => {
  let world: World;
  let antaeus: Replica;
  before(async () => {
    world = await openWorld();
    const payment = await world.startPayment({ BEHAVIOUR: '{"successRate":1,"faults":{"cutAfterCommit":1}}' });
    antaeus = await replica({
      databaseUrl: world.store.url,
      paymentUrl: world.paymentUrl,
      apiKey: world.keys.key,
      timeoutMs: 500,
      // A single sending: payment charges, and Antaeus never hears of it.
      delivery: { retries: 0, breakAfter: 100 },
    });
    await world.store.add('EUR', [{ minor: 1000n }]);
    await (
      await antaeus.engine.bill()
    )?.done;
    await payment.end('SIGKILL');
    await world.startPayment({ BEHAVIOUR: '{"successRate":1}' });
  });
  after(async () => {
    await antaeus.close();
    await world.end();
  });

  const charges = async () =>
    (await world.books.query<{ amount: string }>('select amount::text from charges order by id')).rows.map(
      ({ amount }) => amount,
    );

  it('is charged once: the attempt repeats its own order', async () => {
    expect(await charges()).to.equal(['1000']);
    await world.store.db.updateTable('invoices').set({ amount_minor: 2000n }).execute();
    for (let run = 0; run < 3; run += 1) await (await antaeus.engine.bill())?.done;
    expect(await charges()).to.equal(['1000']);
    expect(await world.store.db.selectFrom('attempts').select(['outcome', 'amount_minor']).execute()).to.equal([
      { outcome: 'paid', amount_minor: 1000n },
    ]);
  });

  it('is charged once even if another order was sent under its key: the charge that stands is its verdict', async () => {
    const [invoice = 0] = await world.store.add('EUR', [{ minor: 500n }]);
    const headers = {
      authorization: `Bearer ${world.keys.key}`,
      'content-type': 'application/json',
      'idempotency-key': '7d9ff5f0-3c71-4a34-9c8c-0a1c8e2a3f10',
    };
    const body = JSON.stringify({ amount: { value: 4, currency: 'EUR' }, customerId: 2, invoiceId: invoice });
    const { id } = (await (await fetch(world.paymentUrl, { method: 'POST', headers, body })).json()) as { id: string };
    const order = { customer_id: 2, currency: 'EUR', amount_minor: 500n } as const;
    await world.store.db
      .insertInto('attempts')
      .values({ ...order, invoice_id: invoice, run_id: 1, idempotency_key: headers['idempotency-key'] })
      .execute();
    await (
      await antaeus.engine.bill()
    )?.done;
    const attempt = await world.store.db
      .selectFrom('attempts')
      .selectAll()
      .where('invoice_id', '=', invoice)
      .executeTakeFirstOrThrow();
    expect(attempt).to.include({ outcome: 'paid', charge_id: id });
    expect(attempt.error).to.include('{"value":4,"minorUnits":400,"currency":"EUR"}');
    expect(await charges()).to.equal(['1000', '400']);
  });
});
