import { sql, type Kysely } from 'kysely';
import type { Currency } from '@tinjis/chassis/money';
import type { InvoiceStatus, Outcome, Schema } from '../store/schema.ts';

/** Where an invoice stands: `declined` by the newest run, and `pending` once a newer run is to try it again. */
export const standings = ['paid', 'declined', 'pending'] as const;
export type Standing = (typeof standings)[number];

/** Invoices of one standing in one currency. */
export interface InvoiceTally {
  readonly standing: Standing;
  readonly currency: Currency;
  readonly count: number;
  readonly minor: bigint;
}

const newestRun = sql`(select max(id) from billing_runs)`;
const declinedNow = sql`select from attempts a where a.run_id = ${newestRun} and a.invoice_id = i.id and a.outcome = 'declined'`;

/** How many invoices, and how much money, are paid, declined and pending. It reads every invoice once. */
export async function tallyInvoices(db: Kysely<Schema>): Promise<InvoiceTally[]> {
  const { rows } = await sql<InvoiceTally>`
    select case when i.status = 'PAID' then 'paid' when a.outcome = 'declined' then 'declined' else 'pending' end as standing,
      i.currency, count(*)::integer as count, sum(i.amount_minor)::bigint as minor
    from invoices i
    left join attempts a on a.run_id = ${newestRun} and a.invoice_id = i.id and i.status = 'PENDING' and a.outcome = 'declined'
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** An invoice with what its attempts have come to. */
export interface ListedInvoice {
  readonly id: number;
  readonly customerId: number;
  readonly currency: Currency;
  readonly minor: bigint;
  readonly status: InvoiceStatus;
  readonly attempts: number;
  /** Of its newest attempt; null while that has no verdict, or where there is none. */
  readonly outcome: Outcome | null;
  readonly declineCode: string | null;
  readonly error: string | null;
  /** Whether its newest attempt is the newest run's. */
  readonly isCurrent: boolean;
}

/** Which invoices: those after an id or those before it, in the order of their ids. */
export interface ListedPage {
  readonly after: number;
  readonly before?: number | undefined;
  readonly show?: Standing | undefined;
  readonly limit: number;
}

const conditions: Readonly<Record<Standing, ReturnType<typeof sql>>> = {
  paid: sql`i.status = 'PAID'`,
  declined: sql`i.status = 'PENDING' and exists (${declinedNow})`,
  pending: sql`i.status = 'PENDING' and not exists (${declinedNow})`,
};

/** A page of invoices with their newest attempts. Its cost does not grow with the number of invoices. */
export async function listWithAttempts(
  db: Kysely<Schema>,
  { after, before, show, limit }: ListedPage,
): Promise<ListedInvoice[]> {
  const bound = before === undefined ? sql`i.id > ${after} order by i.id` : sql`i.id < ${before} order by i.id desc`;
  const condition = show === undefined ? sql`true` : conditions[show];
  // An invoice's attempts lie in three indexes; see the migration `0003-unpaid-attempts`.
  const own = (outcome: ReturnType<typeof sql>) =>
    sql`select id, run_id, outcome, decline_code, error from attempts where invoice_id = p.id and ${outcome}`;
  const { rows } = await sql<ListedInvoice>`
    select p.*, coalesce(t.attempts, 0) as attempts, t.outcome, t.decline_code as "declineCode", t.error,
      coalesce(t.run_id = ${newestRun}, false) as "isCurrent"
    from (
      select i.id, i.customer_id as "customerId", i.currency, i.amount_minor as minor, i.status
      from invoices i where ${condition} and ${bound} limit ${limit}
    ) p left join lateral (
      select *, count(*) over ()::integer as attempts from (
        ${own(sql`outcome is null`)}
        union all ${own(sql`outcome = 'paid'`)}
        union all ${own(sql`outcome in ('declined', 'refused', 'mismatched')`)}
      ) own order by id desc limit 1
    ) t on true
    order by p.id`.execute(db);
  return rows;
}
