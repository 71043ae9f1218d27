import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { seedBulk } from '../../src/seed/bulk.ts';
import { listCustomers } from '../../src/store/customers.ts';
import { listInvoices } from '../../src/store/invoices.ts';
import { openStore, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('seedBulk', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());

  it("adds so many pending invoices to so many customers, in the customer's currency", async () => {
    expect(await seedBulk(store.db, { customers: 7, invoices: 3 })).to.equal(21);
    const customers = await listCustomers(store.db, { after: 0, limit: 100 });
    const invoices = await listInvoices(store.db, { after: 0, limit: 100 });
    expect(customers).to.have.length(7);
    expect(invoices).to.have.length(21);
    for (const { customerId, amount, status } of invoices) {
      expect(status).to.equal('PENDING');
      expect<string | undefined>(amount.currency).to.equal(customers[customerId - 1]?.currency);
      expect(amount.value).to.be.between(9.99, 500.01);
    }
    expect(new Set(invoices.map(({ customerId }) => customerId)).size).to.equal(7);
  });

  it('tells how far it is, up to the end', async () => {
    const told: number[] = [];
    await seedBulk(store.db, {
      customers: 3,
      invoices: 6000,
      onProgress: (done, total) => void told.push(done / total),
    });
    expect(told).to.equal([1 / 3, 2 / 3, 1]);
  });
});
