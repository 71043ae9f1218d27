import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { seedBulk } from '../../src/seed/bulk.ts';
import { listWithAttempts, standings, tallyInvoices, type ListedPage } from '../../src/web/invoice-list.ts';
import { times } from '../../testing/store.ts';
import { patient, togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, beforeEach } = lab;

describe('the list of invoices', () => {
  const together = togetherIn(lab, patient);
  beforeEach(async () => {
    await together.store.reset();
    await together.store.add('EUR', [...times(4, {}), { currency: 'USD' }, { status: 'PAID' }]);
    together.payment.behave = ({ body }) =>
      (['pay', 'decline', 'refuse', 'error'] as const)[body.invoiceId - 1] as 'pay';
  });

  const bill = async () => (await together.antaeus.engine.bill())?.done;
  const list = (page: Partial<ListedPage> = {}) =>
    listWithAttempts(together.store.db, { after: 0, limit: 100, ...page });
  const ids = async (page: Partial<ListedPage>) => (await list(page)).map(({ id }) => id);
  const counts = async () =>
    (await tallyInvoices(together.store.db)).map(({ standing, count }) => `${standing} ${count}`);

  it('shows the newest attempt of each invoice and how many there were', async () => {
    await bill();
    await bill();
    expect((await list()).map(({ id, outcome, attempts, isCurrent }) => [id, outcome, attempts, isCurrent])).to.equal([
      [1, 'paid', 1, false],
      [2, 'declined', 2, true],
      [3, 'refused', 2, true],
      [4, null, 1, true],
      [5, 'mismatched', 2, true],
      [6, null, 0, false],
    ]);
    expect((await list())[1]).to.include({ declineCode: 'insufficient_funds', minor: 1000n, currency: 'EUR' });
  });

  it('counts what is paid, declined and pending, and the lists by standing hold as many', async () => {
    expect(await counts()).to.equal(['paid 1', 'pending 4', 'pending 1']);
    await bill();
    expect(await counts()).to.equal(['declined 1', 'paid 2', 'pending 2', 'pending 1']);
    expect(await Promise.all(standings.map((show) => ids({ show })))).to.equal([[1, 6], [2], [3, 4, 5]]);
  });

  it('takes an invoice for pending again once a newer run is to try it', async () => {
    await bill();
    await together.store.db
      .insertInto('billing_runs')
      .values({ through_invoice_id: 6, total: 3 } as never)
      .execute();
    expect(await counts()).to.equal(['paid 2', 'pending 3', 'pending 1']);
    expect((await list())[1]).to.include({ outcome: 'declined', isCurrent: false });
  });

  it('goes forwards and backwards page by page', async () => {
    expect(await ids({ after: 2, limit: 2 })).to.equal([3, 4]);
    expect(await ids({ before: 5, limit: 2 })).to.equal([3, 4]);
    expect(await ids({ before: 1 })).to.equal([]);
  });

  it('reads a page of 100,000 invoices without reading them all', async () => {
    await seedBulk(together.store.db, { customers: 10, invoices: 10_000 });
    await together.store.pool.query(`
      insert into billing_runs (state, through_invoice_id, total) select 'finished', 100000, 100000 from generate_series(1, 2)`);
    await together.store.pool.query(`
      insert into attempts (invoice_id, customer_id, currency, amount_minor, run_id, outcome)
      select id, customer_id, currency, amount_minor, run, case when run = 2 and id % 2 = 0 then 'paid' else 'declined' end
      from invoices, generate_series(1, 2) run`);
    await together.store.pool.query(`update invoices set status = 'PAID' where id % 2 = 0`);
    await together.store.pool.query('analyze');
    for (const show of [undefined, ...standings]) {
      const started = performance.now();
      const page = await list({ show, after: 50_000, limit: 26 });
      const ms = performance.now() - started;
      if (show !== 'pending') expect(page).to.have.length(26);
      // A page takes a few milliseconds; the bound leaves room for a busy machine.
      expect(ms, String(show)).to.be.below(500);
    }
    const started = performance.now();
    await tallyInvoices(together.store.db);
    expect(performance.now() - started).to.be.below(2000);
  });
});
