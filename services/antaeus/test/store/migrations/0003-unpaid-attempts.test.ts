import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { openStore } from '../../../testing/store.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('0003-unpaid-attempts', () => {
  it('finds the attempts of an invoice that ended without a payment', async () => {
    const store = await openStore();
    await store.pool.query(`
      insert into attempts (invoice_id, customer_id, currency, amount_minor, run_id, outcome)
      select invoice, 1, 'SEK', 100, run, 'declined' from generate_series(1, 200) invoice, generate_series(1, 50) run`);
    await store.pool.query('analyze attempts');
    const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>(
      `explain select count(*) from attempts where invoice_id = 7 and outcome in ('declined', 'refused', 'mismatched')`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).to.contain('attempts_unpaid');
    await store.drop();
  });
});
