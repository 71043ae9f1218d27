import { expect } from '@hapi/code';
import type pg from 'pg';
import type { Store } from './store.ts';

/**
 * Holds Antaeus' attempts against payment's books: every attempt with a verdict is one charge, and there is no other
 * charge; invoices are paid that were paid for, once; and the ledger balances.
 *
 * @param payment payment's database
 * @returns how many charges there are
 */
export async function expectBooksToAgree(store: Store, payment: pg.Pool): Promise<number> {
  const attempts = await rows(
    store.pool,
    `
    select charge_id || ' ' || invoice_id || ' ' || outcome as line from attempts where outcome in ('paid', 'declined') order by 1`,
  );
  const charges = await rows(
    payment,
    `
    select 'ch_' || id || ' ' || invoice || ' ' || case when decline_code is null then 'paid' else 'declined' end as line from charges order by 1`,
  );
  expect(charges).to.equal(attempts);

  const paidFor = await rows(
    payment,
    'select invoice as line from charges where decline_code is null order by invoice::int',
  );
  const paid = await rows(store.pool, "select id::text as line from invoices where status = 'PAID' order by id");
  expect(paid).to.equal(paidFor);

  const amounts = 'select coalesce(sum(amount), 0)::text as line from';
  expect(await rows(payment, `${amounts} ledger_entries`)).to.equal(['0']);
  expect(await rows(payment, `${amounts} ledger_entries where amount > 0`)).to.equal(
    await rows(payment, `${amounts} charges where decline_code is null`),
  );
  expect(
    await rows(store.pool, "select coalesce(sum(amount_minor), 0)::text as line from invoices where status = 'PAID'"),
  ).to.equal(await rows(payment, `${amounts} charges where decline_code is null`));
  return charges.length;
}

async function rows(pool: pg.Pool, query: string): Promise<string[]> {
  return (await pool.query<{ line: string }>(query)).rows.map(({ line }) => line);
}
