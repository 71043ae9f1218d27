import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { testServer } from '@tinjis/chassis/testing/postgres';
import { openDatabase } from '@tinjis/chassis/database';
import { seedBulk } from '../../src/seed/bulk.ts';
import type { Schema } from '../../src/store/schema.ts';
import { paymentDouble, type PaymentDouble } from '../../testing/payment-double.ts';
import { replica, type Replica } from '../../testing/replica.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('a database that goes away in the middle of a run and comes back', () => {
  let server: Awaited<ReturnType<typeof testServer>>;
  let payment: PaymentDouble;
  let antaeus: Replica;
  before(async () => {
    server = await testServer();
    payment = await paymentDouble(({ key }) => (key.charCodeAt(0) % 2 === 0 ? 'pay' : 'decline'));
    payment.pause = () => sleep(20);
    antaeus = await replica({ databaseUrl: server.url, paymentUrl: payment.url });
  });
  after(async () => {
    await antaeus.close();
    await payment.close();
    await server.stop();
  });

  it('loses nothing and charges nothing twice; the call for the run waits and is answered', async () => {
    const store = openDatabase<Schema>({ url: server.url, maxConnections: 1, applicationName: 'test' });
    await seedBulk(store.db, { customers: 40, invoices: 10 });
    const pay = antaeus.server.inject({ method: 'POST', url: '/rest/v1/invoices/pay' });
    while (payment.received.length < 100) {
      await new Promise((later) => setTimeout(later, 2));
    }
    await server.stop();
    expect(await antaeus.database.isUp()).to.be.false();
    await server.start();

    const answer = await pay;
    expect([answer.statusCode, answer.payload]).to.equal([200, 'false']);
    const run = JSON.parse((await antaeus.server.inject(String(answer.headers.location))).payload) as Record<
      string,
      unknown
    >;
    const paid = [...payment.charges.values()].filter((charge) => charge.paid);
    expect(run).to.include({
      state: 'finished',
      total: 400,
      paid: paid.length,
      declined: 400 - paid.length,
      failed: 0,
    });
    expect(new Set([...payment.charges.values()].map(({ invoiceId }) => invoiceId)).size).to.equal(400);
    expect(payment.charges.size).to.equal(400);
    const rows = await store.db
      .selectFrom('invoices')
      .select('id')
      .where('status', '=', 'PAID')
      .orderBy('id')
      .execute();
    expect(rows.map(({ id }) => id)).to.equal(paid.map(({ invoiceId }) => invoiceId).sort((one, other) => one - other));
    await store.close();
  });
});
