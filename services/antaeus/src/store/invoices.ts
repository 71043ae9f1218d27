import type { Kysely } from 'kysely';
import { fromMinorUnits, type Currency } from '@tinjis/chassis/money';
import type { InvoiceStatus, Schema } from './schema.ts';

/** An invoice as the REST API shows it. */
export interface Invoice {
  readonly id: number;
  readonly customerId: number;
  readonly amount: { readonly value: number; readonly currency: Currency };
  readonly status: InvoiceStatus;
}

/** Which invoices, in the order of their ids. */
export interface InvoicePage {
  /** Only ids above this one. */
  readonly after: number;
  readonly limit: number;
  readonly status?: InvoiceStatus | undefined;
  readonly customerId?: number | undefined;
}

const columns = ['id', 'customer_id', 'currency', 'amount_minor', 'status'] as const;

/** The invoice of that id, or undefined. */
export async function findInvoice(db: Kysely<Schema>, id: number): Promise<Invoice | undefined> {
  const row = await db.selectFrom('invoices').select(columns).where('id', '=', id).executeTakeFirst();
  return row && shown(row);
}

/** A page of invoices. */
export async function listInvoices(
  db: Kysely<Schema>,
  { after, limit, status, customerId }: InvoicePage,
): Promise<Invoice[]> {
  const rows = await db
    .selectFrom('invoices')
    .select(columns)
    .where('id', '>', after)
    .$if(status !== undefined, (query) => query.where('status', '=', status as InvoiceStatus))
    .$if(customerId !== undefined, (query) => query.where('customer_id', '=', customerId as number))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(shown);
}

function shown(row: {
  id: number;
  customer_id: number;
  currency: Currency;
  amount_minor: bigint;
  status: InvoiceStatus;
}): Invoice {
  const { id, customer_id: customerId, currency, amount_minor: minor, status } = row;
  return { id, customerId, amount: { value: fromMinorUnits(minor), currency }, status };
}
