import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { queryIn, antaeus, payment } from '@tinjis/cluster/kubernetes/pods';

/** A try of Antaeus to have an invoice paid. */
export interface BookedAttempt {
  readonly invoice: number;
  /** Null while payment's verdict is unknown. */
  readonly outcome: 'paid' | 'declined' | 'refused' | 'mismatched' | null;
  /** Payment's name of the charge. */
  readonly charge: string | null;
}

export interface BookedInvoice {
  readonly id: number;
  readonly paid: boolean;
  /** In minor units. */
  readonly amount: string;
  readonly currency: string;
  readonly customer: string;
}

/** A charge in payment's ledger. */
export interface BookedCharge {
  readonly id: string;
  /** As the caller named it. */
  readonly invoice: string | null;
  readonly paid: boolean;
  readonly amount: string;
  readonly currency: string;
  readonly customer: string;
  /** How many legs it has, and their sum: a paid one has two that sum to zero, a declined one has none. */
  readonly legs: number;
  readonly sum: string;
}

/** What both services have written down, each in its own database. */
export interface Books {
  readonly invoices: readonly BookedInvoice[];
  readonly attempts: readonly BookedAttempt[];
  readonly charges: readonly BookedCharge[];
  /** Legs that belong to no charge. */
  readonly strayLegs: number;
}

/**
 * Reads both books, Antaeus' first: a charge made in between would show as one that no attempt knows. Read them when
 * billing rests.
 */
export async function readBooks(kubernetes: Kubernetes): Promise<Books> {
  const [invoices, attempts] = await Promise.all([
    queryIn<BookedInvoice>(kubernetes, antaeus, invoicesQuery),
    queryIn<BookedAttempt>(kubernetes, antaeus, attemptsQuery),
  ]);
  const [charges, [stray]] = await Promise.all([
    queryIn<BookedCharge>(kubernetes, payment, chargesQuery),
    queryIn<{ count: number }>(kubernetes, payment, strayQuery),
  ]);
  return { invoices, attempts, charges, strayLegs: stray?.count ?? 0 };
}

const invoicesQuery = `
  select id, status = 'PAID' as paid, amount_minor as amount, currency, customer_id::text as customer from invoices`;
const attemptsQuery = 'select invoice_id as invoice, outcome, charge_id as charge from attempts';
const chargesQuery = `
  select 'ch_' || c.id as id, c.invoice, c.decline_code is null as paid, c.amount, c.currency, c.customer,
    count(l.charge_id)::int as legs, coalesce(sum(l.amount), 0)::text as sum
  from charges c left join ledger_entries l on l.charge_id = c.id where c.caller = 'antaeus' group by c.id`;
const strayQuery = `
  select count(*)::int as count from ledger_entries l where not exists (select from charges c where c.id = l.charge_id)`;
