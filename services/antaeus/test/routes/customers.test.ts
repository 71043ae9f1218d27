import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { openTogether, type Together } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('/rest/v1/customers', () => {
  let store: Together['store'];
  let antaeus: Together['antaeus'];
  let close: Together['close'];
  before(async () => {
    ({ store, antaeus, close } = await openTogether());
  });
  after(() => close());

  it('lists customers and shows one', async () => {
    await store.add('EUR', [{}]);
    await store.add('GBP', [{}]);
    expect(JSON.parse((await antaeus.server.inject('/rest/v1/customers')).payload)).to.equal([
      { id: 1, currency: 'EUR' },
      { id: 2, currency: 'GBP' },
    ]);
    expect(JSON.parse((await antaeus.server.inject('/rest/v1/customers/2')).payload)).to.equal({
      id: 2,
      currency: 'GBP',
    });
    const missing = await antaeus.server.inject('/rest/v1/customers/3');
    expect([missing.statusCode, missing.payload]).to.equal([404, '"not found"']);
  });
});
