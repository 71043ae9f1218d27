import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { paymentDouble, type PaymentDouble } from '../../testing/payment-double.ts';
import { replica, type Replica } from '../../testing/replica.ts';
import { openStore, times, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('/rest/v1/invoices', () => {
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

  it('lists invoices and shows one', async () => {
    await store.add('DKK', [{ minor: 12_340n, status: 'PAID' }, ...times(2, {})]);
    await store.add('EUR', [{ minor: 10n }]);
    const first = { id: 1, customerId: 1, amount: { value: 123.4, currency: 'DKK' }, status: 'PAID' };
    const all = JSON.parse((await antaeus.server.inject('/rest/v1/invoices')).payload) as unknown[];
    expect(all).to.have.length(4);
    expect(all[0]).to.equal(first);
    expect(JSON.parse((await antaeus.server.inject('/rest/v1/invoices/1')).payload)).to.equal(first);
    const ofCustomer = JSON.parse((await antaeus.server.inject('/rest/v1/invoices?customerId=2&status=pending')).payload) as unknown;
    expect(ofCustomer).to.equal([{ id: 4, customerId: 2, amount: { value: 0.1, currency: 'EUR' }, status: 'PENDING' }]);
  });

  it('answers the JSON text not found for an unknown id', async () => {
    for (const id of ['99', '0', 'x', '99999999999']) {
      const { statusCode, payload } = await antaeus.server.inject(`/rest/v1/invoices/${id}`);
      expect([statusCode, payload]).to.equal([404, '"not found"']);
    }
  });
});
