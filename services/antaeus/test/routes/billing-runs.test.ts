import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { times } from '../../testing/store.ts';
import { patient, togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, beforeEach } = lab;

describe('/rest/v1/billing-runs', () => {
  const together = togetherIn(lab, patient);

  beforeEach(async () => {
    await together.store.reset();
    await together.store.add('EUR', [...times(4, {}), { currency: 'USD' }]);
    together.payment.behave = ({ body }) =>
      (['pay', 'decline', 'refuse', 'error'] as const)[body.invoiceId - 1] as 'pay';
    await together.antaeus.server.inject({ method: 'POST', url: '/rest/v1/invoices/pay' });
  });

  const get = async (url: string) =>
    JSON.parse((await together.antaeus.server.inject(url)).payload) as Record<string, unknown>[];

  it('shows a run', async () => {
    const numbers = {
      id: 1,
      state: 'finished',
      total: 5,
      paid: 1,
      declined: 1,
      failed: 2,
      mismatched: 1,
      pending: 0,
      rate: 0.5,
    };
    expect(await get('/rest/v1/billing-runs/1')).to.include(numbers);
    expect((await together.antaeus.server.inject('/rest/v1/billing-runs/2')).statusCode).to.equal(404);
  });

  it('lists runs, newest first', async () => {
    await together.antaeus.server.inject({ method: 'POST', url: '/rest/v1/invoices/pay' });
    expect((await get('/rest/v1/billing-runs')).map(({ id }) => id)).to.equal([2, 1]);
    expect((await get('/rest/v1/billing-runs?limit=1&before=2')).map(({ id }) => id)).to.equal([1]);
  });

  it('tells what became of each invoice', async () => {
    const attempts = await get('/rest/v1/billing-runs/1/attempts');
    expect(attempts.map(({ invoiceId, outcome }) => [invoiceId, outcome])).to.equal([
      [1, 'paid'],
      [2, 'declined'],
      [3, 'refused'],
      [4, null],
      [5, 'mismatched'],
    ]);
    expect(attempts[0]).to.include({
      chargeId: `ch_${String(attempts[0]?.['idempotencyKey'])}`,
      declineCode: null,
      error: null,
    });
    expect(attempts[1]).to.include({ declineCode: 'insufficient_funds', error: 'No money.' });
    expect(attempts[2]).to.include({ error: 'payment answered 422: not like this' });
    expect(attempts[3]).to.include({ error: 'payment answered 500: broken on purpose', settledAt: null });
    expect(attempts[4]).to.include({ error: 'the invoice is in USD, its customer is billed in another currency' });
  });

  it('tells it by outcome and page by page', async () => {
    const ids = async (query: string) =>
      (await get(`/rest/v1/billing-runs/1/attempts?${query}`)).map(({ invoiceId }) => invoiceId);
    expect(await ids('outcome=declined')).to.equal([2]);
    expect(await ids('outcome=none')).to.equal([4]);
    expect(await ids('limit=2&after=1')).to.equal([2, 3]);
    expect((await together.antaeus.server.inject('/rest/v1/billing-runs/1/attempts?outcome=lost')).statusCode).to.equal(
      400,
    );
    expect((await together.antaeus.server.inject('/rest/v1/billing-runs/7/attempts')).statusCode).to.equal(404);
  });
});
