import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findInvoice, listInvoices } from '../../src/store/invoices.ts';
import { openStore, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('invoices', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());

  it('are shown with their amount as a number of major units', async () => {
    const [id = 0] = await store.add('DKK', [{ minor: 12_340n, status: 'PAID' }]);
    expect(await findInvoice(store.db, id)).to.equal({
      id,
      customerId: 1,
      amount: { value: 123.4, currency: 'DKK' },
      status: 'PAID',
    });
    expect(await findInvoice(store.db, id + 1)).to.be.undefined();
  });

  it('are listed in the order of their ids, page by page, by status and by customer', async () => {
    await store.add('EUR', [{}, { status: 'PAID' }, {}]);
    await store.add('USD', [{}, {}]);
    const ids = async (page: Partial<Parameters<typeof listInvoices>[1]>) =>
      (await listInvoices(store.db, { after: 0, limit: 10, ...page })).map(({ id }) => id);
    expect(await ids({})).to.equal([1, 2, 3, 4, 5]);
    expect(await ids({ after: 2, limit: 2 })).to.equal([3, 4]);
    expect(await ids({ status: 'PENDING' })).to.equal([1, 3, 4, 5]);
    expect(await ids({ status: 'PENDING', customerId: 1 })).to.equal([1, 3]);
  });
});
