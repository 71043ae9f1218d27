import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { standings } from '../../src/web/invoice-list.ts';
import { invoiceRow, runRow, summaryView } from '../../src/web/view.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const count = fc.nat({ max: 1_000_000 });
const run = {
  id: 1,
  state: 'finished' as const,
  total: 0,
  paid: 0,
  declined: 0,
  failed: 0,
  mismatched: 0,
  pending: 0,
  rate: null,
  invoicesPerSecond: 0,
  startedAt: '2026-11-30T09:00:00.000Z',
  finishedAt: null,
  scheduledFor: null,
};

describe('the summary', () => {
  it('has a bar whose parts lie side by side and fill it, and a share that says all or nothing only when it is', () => {
    fc.assert(
      fc.property(fc.tuple(count, count, count), (counts) => {
        const tallies = standings.map((standing, at) => ({
          standing,
          currency: 'EUR' as const,
          count: counts[at] as number,
          minor: BigInt(counts[at] as number),
        }));
        const { bar, share, isEmpty, unpaid } = summaryView(tallies);
        const total = counts.reduce((sum, each) => sum + each, 0);
        expect(isEmpty).to.equal(total === 0);
        expect(bar.parts).to.have.length(counts.filter((each) => each > 0).length);
        let end = 0;
        for (const { x, width } of bar.parts) {
          expect(parseFloat(x)).to.be.about(end, 0.01);
          end = parseFloat(x) + parseFloat(width);
        }
        if (total > 0) expect(end).to.be.about(100, 0.01);
        expect(share === 0).to.equal(counts[0] === 0);
        expect(share === 100).to.equal(counts[0] === total && total > 0);
        expect(unpaid === null).to.equal(counts[0] === total);
      }),
    );
  });
});

describe('a run', () => {
  it('says how long it took once it is over', () => {
    expect(runRow(run)).to.include({ seconds: null, started: '30 Nov 2026, 09:00:00' });
    expect(runRow({ ...run, finishedAt: '2026-11-30T09:00:01.230Z' }).seconds).to.equal('1.23');
    expect(runRow({ ...run, finishedAt: '2026-11-30T09:30:00.400Z' }).seconds).to.equal('1,800');
  });
});

describe('an invoice', () => {
  const invoice = {
    id: 1,
    customerId: 1,
    currency: 'EUR' as const,
    minor: 1n,
    status: 'PENDING' as const,
    attempts: 1,
    outcome: null,
    declineCode: null,
    error: null,
    isCurrent: true,
  };

  it('is pending until payment has said no in the newest run', () => {
    expect(invoiceRow({ ...invoice, attempts: 0 })).to.include({ word: 'pending', amount: '0.01' });
    expect(invoiceRow(invoice).word).to.equal('no answer yet');
    const declined = { ...invoice, outcome: 'declined' as const, declineCode: 'card_expired' };
    expect(invoiceRow(declined)).to.include({ word: 'declined', reason: 'card expired' });
    expect(invoiceRow({ ...declined, isCurrent: false })).to.include({ word: 'pending', reason: 'card expired' });
    expect(invoiceRow({ ...declined, status: 'PAID' })).to.include({ word: 'paid', reason: null });
  });
});
