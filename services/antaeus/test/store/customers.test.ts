import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findCustomer, listCustomers } from '../../src/store/customers.ts';
import { openStore, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('customers', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());

  it('are found by id and listed in the order of their ids', async () => {
    await store.add('EUR', [{}]);
    await store.add('SEK', [{}]);
    expect(await findCustomer(store.db, 2)).to.equal({ id: 2, currency: 'SEK' });
    expect(await findCustomer(store.db, 3)).to.be.undefined();
    expect(await listCustomers(store.db, { after: 0, limit: 10 })).to.equal([
      { id: 1, currency: 'EUR' },
      { id: 2, currency: 'SEK' },
    ]);
    expect(await listCustomers(store.db, { after: 1, limit: 10 })).to.equal([{ id: 2, currency: 'SEK' }]);
  });
});
