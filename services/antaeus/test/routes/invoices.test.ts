import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { times } from '../../testing/store.ts';
import { togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('/rest/v1/invoices', () => {
  const together = togetherIn(lab);

  it('lists invoices and shows one', async () => {
    await together.store.add('DKK', [{ minor: 12_340n, status: 'PAID' }, ...times(2, {})]);
    await together.store.add('EUR', [{ minor: 10n }]);
    const first = { id: 1, customerId: 1, amount: { value: 123.4, currency: 'DKK' }, status: 'PAID' };
    const all = JSON.parse((await together.antaeus.server.inject('/rest/v1/invoices')).payload) as unknown[];
    expect(all).to.have.length(4);
    expect(all[0]).to.equal(first);
    expect(JSON.parse((await together.antaeus.server.inject('/rest/v1/invoices/1')).payload)).to.equal(first);
    const ofCustomer = JSON.parse(
      (await together.antaeus.server.inject('/rest/v1/invoices?customerId=2&status=pending')).payload,
    ) as unknown;
    expect(ofCustomer).to.equal([{ id: 4, customerId: 2, amount: { value: 0.1, currency: 'EUR' }, status: 'PENDING' }]);
  });

  it('answers the JSON text not found for an unknown id', async () => {
    for (const id of ['99', '0', 'x', '99999999999']) {
      const { statusCode, payload } = await together.antaeus.server.inject(`/rest/v1/invoices/${id}`);
      expect([statusCode, payload]).to.equal([404, '"not found"']);
    }
  });
});
