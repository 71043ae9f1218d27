import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('/rest/v1/customers', () => {
  const together = togetherIn(lab);

  it('lists customers and shows one', async () => {
    await together.store.add('EUR', [{}]);
    await together.store.add('GBP', [{}]);
    expect(JSON.parse((await together.antaeus.server.inject('/rest/v1/customers')).payload)).to.equal([
      { id: 1, currency: 'EUR' },
      { id: 2, currency: 'GBP' },
    ]);
    expect(JSON.parse((await together.antaeus.server.inject('/rest/v1/customers/2')).payload)).to.equal({
      id: 2,
      currency: 'GBP',
    });
    const missing = await together.antaeus.server.inject('/rest/v1/customers/3');
    expect([missing.statusCode, missing.payload]).to.equal([404, '"not found"']);
  });
});
