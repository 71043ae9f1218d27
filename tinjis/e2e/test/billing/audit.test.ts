import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { audit } from '../../src/billing/audit.ts';
import type { BookedAttempt, Books, BookedCharge, BookedInvoice, BookedTransfer } from '../../src/billing/books.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** Declines before an invoice is paid, or pending if it is not. */
const histories = fc.array(fc.record({ declines: fc.integer({ min: 0, max: 3 }), paid: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});

/** Books in which everything agrees. */
function booksOf(each: readonly { readonly declines: number; readonly paid: boolean }[]): Books {
  const invoices: BookedInvoice[] = each.map(({ paid }, index) => ({
    id: index + 1,
    paid,
    amount: String(1000 + index),
    currency: 'EUR',
    customer: '3',
  }));
  const charges: BookedCharge[] = each.flatMap(({ declines, paid }, index) => {
    const outcomes = [...Array<boolean>(declines).fill(false), ...(paid ? [true] : [])];
    const about = {
      invoice: String(index + 1),
      amount: String(1000 + index),
      currency: 'EUR',
      customer: '3',
    };
    return outcomes.map((isPaid, turn) => ({
      ...about,
      id: `ch_${index}-${turn}`,
      paid: isPaid,
    }));
  });
  const attempts: BookedAttempt[] = charges.map(({ id, invoice, paid }) => ({
    invoice: Number(invoice),
    outcome: paid ? 'paid' : 'declined',
    charge: id,
  }));
  const transfers: BookedTransfer[] = charges
    .filter(({ paid }) => paid)
    .map(({ id, amount, currency }) => ({
      id,
      debit: 'customer:antaeus/3',
      credit: 'caller:antaeus',
      amount,
      currency,
    }));
  return { invoices, attempts, charges, transfers };
}

const agreed = booksOf([
  { declines: 1, paid: true },
  { declines: 2, paid: false },
]);
const [first] = agreed.charges as [BookedCharge, ...BookedCharge[]];
const [transfer] = agreed.transfers as [BookedTransfer];

describe('audit', () => {
  it('finds nothing where both books agree', () => {
    fc.assert(
      fc.property(histories, (each) => {
        expect(audit(booksOf(each))).to.equal([]);
      }),
    );
  });

  it('misses no charge that is lost and none that is doubled', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (each, which) => {
        const books = booksOf(each);
        if (books.charges.length === 0) return;
        const victim = books.charges[which % books.charges.length] as BookedCharge;
        expect(audit({ ...books, charges: books.charges.filter((charge) => charge !== victim) })).not.to.be.empty();
        expect(audit({ ...books, charges: [...books.charges, { ...victim, id: 'ch_twin' }] })).not.to.be.empty();
      }),
    );
  });

  const wrong: readonly [string, Partial<Books>][] = [
    ['an attempt without a verdict', { attempts: [...agreed.attempts, { invoice: 2, outcome: null, charge: null }] }],
    [
      'an attempt that payment refused',
      { attempts: [...agreed.attempts, { invoice: 2, outcome: 'refused', charge: null }] },
    ],
    [
      'an invoice that is paid without anybody having charged it',
      { invoices: agreed.invoices.map((invoice) => ({ ...invoice, paid: true })) },
    ],
    ['a charge of another amount', { charges: [{ ...first, amount: '1' }, ...agreed.charges.slice(1)] }],
    ['a charge of another customer', { charges: [{ ...first, customer: '9' }, ...agreed.charges.slice(1)] }],
    [
      'a verdict that payment turned round',
      { charges: agreed.charges.map((charge) => ({ ...charge, paid: !charge.paid })) },
    ],
    ['a paid charge whose money did not move', { transfers: [] }],
    ['money that moved twice', { transfers: [transfer, transfer] }],
    ['money of another amount', { transfers: [{ ...transfer, amount: '1' }] }],
    ['money of another caller’s customer', { transfers: [{ ...transfer, debit: 'customer:shop/3' }] }],
    ['money of a declined charge', { transfers: [transfer, { ...transfer, id: first.id }] }],
  ];
  for (const [what, change] of wrong) {
    it(`finds ${what}`, () => {
      expect(audit({ ...agreed, ...change })).not.to.be.empty();
    });
  }

  it("takes the challenge's first two invoices for paid from the beginning, and no others", () => {
    const born = (customer: string, id: number): BookedInvoice => ({
      id,
      paid: true,
      amount: '1000',
      currency: 'EUR',
      customer,
    });
    const books = { ...agreed, invoices: [born('1', 11), born('2', 12)], attempts: [], charges: [], transfers: [] };
    expect(audit(books)).to.be.empty();
    expect(audit({ ...books, invoices: [...books.invoices, born('2', 13)] })).to.have.length(1);
  });
});
