import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { answerFor, keyLifetimeMs } from '../../src/billing/answer.ts';
import type { Claim } from '../../src/billing/claim.ts';
import { PaymentDown, type Delivery } from '../../src/payment/delivery.ts';
import { NoVerdict } from '../../src/payment/verdict.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const claim = (age = 0): Claim => ({
  attemptId: 5n,
  idempotencyKey: '3b0f0c1e-0000-4000-8000-000000000005',
  openedAt: new Date(Date.now() - age),
  invoiceId: 12,
  customerId: 3,
  amountMinor: 12_340n,
  currency: 'EUR',
});
const { signal } = new AbortController();

describe('answerFor', () => {
  it('hands the order over without what is only ours, and keeps the verdict', async () => {
    const orders: unknown[] = [];
    const delivery: Delivery = {
      deliver: async (order) => (orders.push(order), { outcome: 'paid', chargeId: 'ch_1' }),
    };
    expect(await answerFor(claim(), delivery, signal)).to.equal({ attemptId: 5n, outcome: 'paid', chargeId: 'ch_1' });
    expect(orders).to.equal([
      {
        idempotencyKey: '3b0f0c1e-0000-4000-8000-000000000005',
        invoiceId: 12,
        customerId: 3,
        amountMinor: 12_340n,
        currency: 'EUR',
      },
    ]);
  });

  it('gives one claim up that got no verdict', async () => {
    const delivery: Delivery = {
      deliver: async () => {
        throw new NoVerdict('no answer');
      },
    };
    expect(await answerFor(claim(), delivery, signal)).to.equal({ attemptId: 5n, error: 'no answer' });
  });

  it('throws what concerns more than one claim', async () => {
    const delivery: Delivery = {
      deliver: async () => {
        throw new PaymentDown('payment is down');
      },
    };
    await expect(answerFor(claim(), delivery, signal)).to.reject(PaymentDown, 'payment is down');
  });

  it('does not send a key that payment may have forgotten, and says what to do', async () => {
    let sent = 0;
    const delivery: Delivery = { deliver: async () => ((sent += 1), { outcome: 'paid' }) };
    const { outcome, error } = await answerFor(claim(keyLifetimeMs + 1000), delivery, signal);
    expect(outcome).to.be.undefined();
    expect(error).to.contain('3b0f0c1e-0000-4000-8000-000000000005').and.contain('settle by hand');
    expect(sent).to.equal(0);
    expect((await answerFor(claim(keyLifetimeMs - 60_000), delivery, signal)).outcome).to.equal('paid');
  });
});
