import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { testDatabase, type TestDatabase } from '@tinjis/chassis/testing/postgres';
import { seedChallenge } from '../../src/seed/challenge.ts';
import { paymentDouble, type PaymentDouble } from '../../testing/payment-double.ts';
import { replica, type Replica } from '../../testing/replica.ts';

export const lab = Lab.script();
const { describe, it, beforeEach, afterEach } = lab;

describe('POST /rest/v1/invoices/pay', () => {
  let database: TestDatabase;
  let payment: PaymentDouble;
  let antaeus: Replica;

  beforeEach(async () => {
    database = await testDatabase();
    payment = await paymentDouble();
    antaeus = await replica({ databaseUrl: database.url, paymentUrl: payment.url });
    await seedChallenge(antaeus.database.db);
  });
  afterEach(async () => {
    await antaeus.close();
    await payment.close();
    await database.drop();
  });

  const pay = (headers: Record<string, string> = {}) => antaeus.server.inject({ method: 'POST', url: '/rest/v1/invoices/pay', headers });
  const get = async (url: string) => JSON.parse((await antaeus.server.inject(url)).payload) as unknown;

  it('pays every pending invoice, goes on after a decline and answers whether all were paid', async () => {
    payment.behave = ({ body }) => (body.invoiceId % 2 === 0 ? 'pay' : 'decline');
    const answer = await pay();
    expect(answer.statusCode).to.equal(200);
    expect(answer.payload).to.equal('false');
    expect(answer.headers['content-type']).to.match(/^application\/json/);
    expect(payment.received.length).to.equal(8);
    const run = await get(answer.headers.location as string);
    expect(run).to.include({ id: 1, state: 'finished', total: 8, paid: 4, declined: 4, failed: 0, mismatched: 0, pending: 0, rate: 0.5 });
    payment.behave = () => 'pay';
    expect((await pay()).payload).to.equal('true');
    expect(payment.received.length).to.equal(12);
    expect((await get('/rest/v1/invoices')) as { status: string }[]).to.have.length(10);
    expect(((await get('/rest/v1/invoices')) as { status: string }[]).every(({ status }) => status === 'PAID')).to.be.true();
  });
});
