import type { BookedAttempt, Books, BookedCharge, BookedInvoice, BookedTransfer } from './books.ts';

/**
 * Compares Antaeus' books with payment's: every invoice is charged exactly as its attempts say, and the ledger moves
 * the money for every paid charge once.
 *
 * @returns a sentence for each fault
 */
export function audit(books: Books): readonly string[] {
  const { attempts, charges, invoices } = books;
  const chargeOf = new Map(charges.map((charge) => [charge.id, charge]));
  const invoiceOf = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  return [
    ...attempts.flatMap((attempt) => attemptFaults(attempt, chargeOf, invoiceOf)),
    ...chargeFaults(books),
    ...invoiceFaults(books),
    ...transferFaults(books),
  ];
}

function attemptFaults(
  attempt: BookedAttempt,
  charges: Map<string, BookedCharge>,
  invoices: Map<number, BookedInvoice>,
): string[] {
  const { invoice: id, outcome, charge: name } = attempt;
  const of = `an attempt for invoice ${id}`;
  if (outcome === null) return [`${of} has no verdict`];
  if (outcome === 'refused') return [`${of} was refused by payment`];
  if (outcome === 'mismatched') return [];
  const charge = name === null ? undefined : charges.get(name);
  const invoice = invoices.get(id);
  if (!charge) return [`${of} is ${outcome} by the charge ${name}, which payment does not have`];
  if (!invoice) return [`${of} is of no invoice`];
  return [
    ...(charge.paid === (outcome === 'paid')
      ? []
      : [`${of} is ${outcome}, but its charge ${name} is ${charge.paid ? 'paid' : 'declined'}`]),
    ...(charge.invoice === String(id) ? [] : [`the charge ${name} of invoice ${id} names invoice ${charge.invoice}`]),
    ...(['amount', 'currency', 'customer'] as const)
      .filter((field) => charge[field] !== invoice[field])
      .map((field) => `the charge ${name} has ${field} ${charge[field]}, invoice ${id} has ${invoice[field]}`),
  ];
}

/** Charges that no attempt refers to, or more than one. */
function chargeFaults({ attempts, charges }: Books): string[] {
  const claims = countBy(attempts.flatMap(({ charge }) => (charge === null ? [] : [charge])));
  return charges.flatMap(({ id, invoice }) =>
    claims.get(id) === 1 ? [] : [`${claims.get(id) ?? 0} attempts go by the charge ${id} of invoice ${invoice}`],
  );
}

/** Invoices on which the books disagree: each must be paid exactly once in both, or not at all in both. */
function invoiceFaults({ invoices, attempts, charges }: Books): string[] {
  const tried = countBy(attempts.filter(({ outcome }) => outcome === 'paid').map(({ invoice }) => String(invoice)));
  const charged = countBy(charges.filter(({ paid }) => paid).map(({ invoice }) => String(invoice)));
  const born = bornPaid(invoices);
  return invoices.flatMap(({ id, paid }) => {
    const expected = paid && !born.has(id) ? 1 : 0;
    const [byAttempts, byCharges] = [tried.get(String(id)) ?? 0, charged.get(String(id)) ?? 0];
    if (byAttempts === expected && byCharges === expected) return [];
    return [
      `invoice ${id} is ${paid ? 'PAID' : 'PENDING'}: its attempts paid it ${byAttempts} times, payment charged it ${byCharges} times`,
    ];
  });
}

/**
 * Invoices that are paid from the beginning in the challenge's data: the first invoice of each of the first two
 * customers.
 */
function bornPaid(invoices: readonly BookedInvoice[]): ReadonlySet<number> {
  return new Set(
    ['1', '2'].map((of) => Math.min(...invoices.filter(({ customer }) => customer === of).map(({ id }) => id))),
  );
}

/**
 * Paid charges whose money did not move exactly once from customer to caller, and transfers that belong to no paid
 * charge.
 */
function transferFaults({ charges, transfers }: Books): string[] {
  const text = ({ id, debit, credit, amount, currency }: BookedTransfer) =>
    `the transfer of ${amount} ${currency} from ${debit} to ${credit} for the charge ${id}`;
  const moved = countBy(transfers.map(text));
  const due = charges
    .filter(({ paid }) => paid)
    .map((charge) => text({ ...charge, debit: `customer:antaeus/${charge.customer}`, credit: 'caller:antaeus' }));
  const isDue = new Set(due);
  return [
    ...due.filter((each) => moved.get(each) !== 1).map((each) => `${each} stands ${moved.get(each) ?? 0} times`),
    ...[...moved.keys()].filter((each) => !isDue.has(each)).map((each) => `${each} belongs to no paid charge`),
  ];
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
