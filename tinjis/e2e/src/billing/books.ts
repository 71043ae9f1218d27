import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { queryIn, antaeus, payment } from '@tinjis/cluster/kubernetes/pods';

/** An attempt by Antaeus to have an invoice paid. */
export interface BookedAttempt {
  readonly invoice: number;
  /** Null while payment's verdict is unknown. */
  readonly outcome: 'paid' | 'declined' | 'refused' | 'mismatched' | null;
  /** Payment's name for the charge. */
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
  /** The name that the caller gave. */
  readonly invoice: string | null;
  readonly paid: boolean;
  readonly amount: string;
  readonly currency: string;
  readonly customer: string;
}

/** Money that payment moved from one account to another: one transfer for each paid charge. */
export interface BookedTransfer {
  /** The charge. */
  readonly id: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: string;
  readonly currency: string;
}

/** The records of both services, each from its own database. */
export interface Books {
  readonly invoices: readonly BookedInvoice[];
  readonly attempts: readonly BookedAttempt[];
  readonly charges: readonly BookedCharge[];
  readonly transfers: readonly BookedTransfer[];
}

/**
 * Reads both books, Antaeus' first: a charge made in between would show as a charge that no attempt knows. Read them
 * when billing rests.
 */
export async function readBooks(kubernetes: Kubernetes): Promise<Books> {
  const [invoices, attempts] = await Promise.all([
    queryIn<BookedInvoice>(kubernetes, antaeus, invoicesQuery),
    queryIn<BookedAttempt>(kubernetes, antaeus, attemptsQuery),
  ]);
  const [charges, transfers] = await Promise.all([
    queryIn<BookedCharge>(kubernetes, payment, chargesQuery),
    queryIn<BookedTransfer>(kubernetes, payment, transfersQuery),
  ]);
  return { invoices, attempts, charges, transfers };
}

const invoicesQuery = `
  select id, status = 'PAID' as paid, amount_minor as amount, currency, customer_id::text as customer from invoices`;
const attemptsQuery = 'select invoice_id as invoice, outcome, charge_id as charge from attempts';
const chargesQuery = `
  select 'ch_' || id as id, invoice, decline_code is null as paid, amount, currency, customer
  from charges where caller = 'antaeus'`;
const transfersQuery = `
  select 'ch_' || id as id, debit_account as debit, credit_account as credit, amount, currency
  from transfers where credit_account = 'caller:antaeus'`;
