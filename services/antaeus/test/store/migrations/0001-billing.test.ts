import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { sql } from 'kysely';
import { openStore, type Store } from '../../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('0001-billing', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(async () => {
    await store.reset();
    await store.add('EUR', [{}]);
  });
  after(() => store.drop());

  const run = () => sql`insert into billing_runs (through_invoice_id, total) values (1, 1)`.execute(store.db);
  const attempt = (runId: number, outcome: string | null) =>
    sql`insert into attempts (invoice_id, customer_id, currency, amount_minor, run_id, outcome)
      values (1, 1, 'EUR', 1000, ${runId}, ${outcome})`.execute(store.db);
  const finish = () => sql`update billing_runs set state = 'finished'`.execute(store.db);

  it('allows one unfinished run', async () => {
    await run();
    await expect(run()).to.reject(/billing_runs_one_at_a_time/);
    await finish();
    await run();
  });

  it('allows one attempt for an invoice in a run, one without a verdict, and one payment', async () => {
    await run();
    await attempt(1, 'declined');
    await expect(attempt(1, 'declined')).to.reject(/attempts_once_per_run/);
    await finish();
    await run();
    await attempt(2, null);
    await finish();
    await run();
    await expect(attempt(3, null)).to.reject(/attempts_one_open/);
    await attempt(3, 'paid');
    await finish();
    await run();
    await expect(attempt(4, 'paid')).to.reject(/attempts_paid_once/);
  });

  it('refuses amounts of nothing', async () => {
    await expect(store.add('EUR', [{ minor: 0n }])).to.reject(/amount_minor/);
  });
});
