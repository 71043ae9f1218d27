import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { paymentDouble, type PaymentDouble } from '../../testing/payment-double.ts';
import { replica, type Replica } from '../../testing/replica.ts';
import { openStore, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('/rest/v1/customers', () => {
  let store: Store;
  let payment: PaymentDouble;
  let antaeus: Replica;
  before(async () => {
    store = await openStore();
    payment = await paymentDouble();
    antaeus = await replica({ databaseUrl: store.url, paymentUrl: payment.url });
  });
  after(async () => {
    await antaeus.close();
    await payment.close();
    await store.drop();
  });

  it('lists customers and shows one', async () => {
    await store.add('EUR', [{}]);
    await store.add('GBP', [{}]);
    expect(JSON.parse((await antaeus.server.inject('/rest/v1/customers')).payload)).to.equal([{ id: 1, currency: 'EUR' }, { id: 2, currency: 'GBP' }]);
    expect(JSON.parse((await antaeus.server.inject('/rest/v1/customers/2')).payload)).to.equal({ id: 2, currency: 'GBP' });
    const missing = await antaeus.server.inject('/rest/v1/customers/3');
    expect([missing.statusCode, missing.payload]).to.equal([404, '"not found"']);
  });
});
