import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { seedChallenge } from '../../src/seed/challenge.ts';
import { listCustomers } from '../../src/store/customers.ts';
import { listInvoices } from '../../src/store/invoices.ts';
import { openStore, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('seedChallenge', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());

  it("makes two customers with five invoices each, the first of each paid, in the customer's currency", async () => {
    await seedChallenge(store.db);
    const customers = await listCustomers(store.db, { after: 0, limit: 10 });
    const invoices = await listInvoices(store.db, { after: 0, limit: 100 });
    expect(customers.map(({ id }) => id)).to.equal([1, 2]);
    expect(invoices.map(({ id }) => id)).to.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(invoices.filter(({ status }) => status === 'PAID').map(({ id }) => id)).to.equal([1, 6]);
    for (const { customerId, amount } of invoices) {
      expect<string | undefined>(amount.currency).to.equal(customers[customerId - 1]?.currency);
      expect(amount.value).to.be.between(9.99, 500.01);
    }
  });

  it('seeds once, however many replicas start together', async () => {
    await Promise.all([seedChallenge(store.db), seedChallenge(store.db), seedChallenge(store.db)]);
    await seedChallenge(store.db);
    expect(await listInvoices(store.db, { after: 0, limit: 100 })).to.have.length(10);
  });
});
