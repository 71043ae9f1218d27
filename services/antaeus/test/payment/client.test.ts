import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createPaymentClient, type PaymentClient } from '../../src/payment/client.ts';
import { NoVerdict, type ChargeOrder } from '../../src/payment/verdict.ts';
import { paymentDouble, type PaymentDouble } from '../../testing/payment-double.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { beforeEach, afterEach } = lab;
const order: ChargeOrder = {
  idempotencyKey: 'k-1',
  customerId: 3,
  invoiceId: 12,
  amountMinor: 12_340n,
  currency: 'EUR',
};

describe('createPaymentClient', () => {
  let payment: PaymentDouble;
  let client: PaymentClient;
  let key: string | undefined;

  beforeEach(async () => {
    payment = await paymentDouble();
    key = undefined;
    client = createPaymentClient({ endpoint: payment.url, apiKey: () => key, connections: 2, timeoutMs: 400 });
  });
  afterEach(async () => {
    await client.close();
    await payment.close();
  });

  it("sends amount, customer and invoice under the order's key", async () => {
    expect(await client.charge(order)).to.equal({ outcome: 'paid', chargeId: 'ch_k-1' });
    expect(payment.received).to.equal([
      {
        key: 'k-1',
        authorization: undefined,
        traceparent: '00-k1-k1-00',
        body: { amount: { value: 123.4, currency: 'EUR' }, customerId: 3, invoiceId: 12 },
      },
    ]);
  });

  it('sends the API key that is in force at that moment', async () => {
    key = 'pay_first';
    await client.charge(order);
    key = 'pay_second';
    await client.charge(order);
    expect(payment.received.map(({ authorization }) => authorization)).to.equal([
      'Bearer pay_first',
      'Bearer pay_second',
    ]);
  });

  it('has no verdict when nothing answers, when the answer is cut off and when it takes too long', async () => {
    for (const behaviour of ['hang', 'cut-before', 'cut-after', 'error', 'garbage'] as const) {
      payment.behave = () => behaviour;
      await expect(client.charge(order)).to.reject(NoVerdict);
    }
    payment.behave = () => 'pay';
    expect((await client.charge(order)).outcome).to.equal('paid');
    await payment.close();
    const error = await expect(client.charge(order)).to.reject(NoVerdict);
    expect(error.message).to.startWith(`no answer from payment at http://127.0.0.1:${payment.port}: `);
  });
});
