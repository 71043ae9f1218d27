import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { chargeAnswerSchema } from '../../src/charges/charge-answer.ts';
import { startPayment, type TestPayment } from '../../testing/payment.ts';
import { charge, chargeCount, order, send } from '../../testing/requests.ts';

export const lab = Lab.script();
const { after, afterEach, before, describe, it } = lab;

describe('POST /v1/charges', () => {
  let payment: TestPayment;
  before(async () => {
    payment = await startPayment();
  });
  after(() => payment.stop());
  afterEach(() => {
    payment.control.reset();
  });

  it('answers with the charge, paid or refused', async () => {
    const paid = await charge(payment, order(123.4, 3, 'INV-1'), 'paid');
    expect(paid.status).to.equal(200);
    expect(paid.body).to.include({
      result: true,
      amount: { value: 123.4, minorUnits: 12_340, currency: 'EUR' },
      customerId: '3',
      invoiceId: 'INV-1',
    });
    payment.control.override({ forced: [{ customerId: 3, outcome: 'limit_exceeded' }] }, 60);
    const refused = await charge(payment, order(), 'refused');
    expect(refused.status).to.equal(200);
    expect(refused.body).to.include({ result: false, declineCode: 'limit_exceeded' }).and.to.include('message');
    for (const { body } of [paid, refused]) {
      expect(chargeAnswerSchema.validate(body, { convert: false }).error).to.be.undefined();
    }
  });

  it('takes the same reference as number and as text for one', async () => {
    const one = await charge(payment, order(10, 3), 'reference');
    const other = await charge(payment, order(10, '3'), 'reference');
    expect(other.body).to.equal(one.body);
  });

  it('refuses what is no charge with what, why and how to fix, and writes nothing', async () => {
    const before = await chargeCount(payment);
    const json = '{"amount":{"value":10,"currency":"EUR"},"customerId":3}';
    const cases: [status: number, body: string, headers?: Record<string, string>][] = [
      [400, ''],
      [400, '{'],
      [400, 'null'],
      [400, '[]'],
      [400, '"x"'],
      [400, '{"amount":{"value":1e400,"currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":"10","currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":-10,"currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":0,"currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":1.555,"currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":10,"currency":"XXX"},"customerId":3}'],
      [400, '{"amount":{"value":10,"currency":"EUR"},"customerId":3,"__proto__":{"x":1}}'],
      [400, '{"amount":{"value":10,"currency":"EUR","constructor":{"prototype":{}}},"customerId":3}'],
      [400, '{"amount":{"value":1,"value":2,"currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":0.29999999999999998,"currency":"EUR"},"customerId":3}'],
      [400, '{"amount":{"value":10,"currency":"EUR"},"customerId":7.0000000000000001}'],
      [400, '{"currency":{},"customer_id":3,"value":1,"value":2}'],
      [400, json, { 'idempotency-key': 'two words' }],
      [400, json, { 'content-encoding': 'gzip' }],
      [400, json, { 'content-type': 'nonsense' }],
      [400, '['.repeat(7000) + ']'.repeat(7000)],
      [413, `{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`],
      [415, json, { 'content-type': 'text/plain' }],
      [415, json, { 'content-encoding': 'br' }],
      [415, 'amount=10', { 'content-type': 'application/x-www-form-urlencoded' }],
    ];
    for (const [status, body, headers = {}] of cases) {
      const answer = await send(payment, 'POST', '/v1/charges', { body, headers });
      expect(answer.status, `${body.slice(0, 80)} ${JSON.stringify(headers)}: ${JSON.stringify(answer.body)}`).to.equal(
        status,
      );
      expect(answer.headers.get('content-type')).to.equal('application/problem+json');
      expect(answer.body).to.include({ status, result: false }).and.to.include(['type', 'title', 'detail', 'fix']);
    }
    expect(await chargeCount(payment)).to.equal(before);
    expect((await send(payment, 'POST', '/v1/charges', { body: json })).status).to.equal(200);
  });

  it('takes an amount in minor units for the same as one in major units', async () => {
    const inMinor = await charge(payment, { amount: { minorUnits: 1050, currency: 'EUR' }, customerId: 3 }, 'minor');
    expect(inMinor.body).to.include({ amount: { value: 10.5, minorUnits: 1050, currency: 'EUR' } });
    expect((await charge(payment, order(10.5), 'minor')).body).to.equal(inMinor.body);
  });

  it('says of an error that nobody foresaw that the charge is not known yet', async () => {
    // No request gets such an amount in.
    payment.control.override({ forced: [{ amount: { value: 1e13 }, outcome: 'paid' }] }, 60);
    const { status, body } = await charge(payment, order(), 'unforeseen');
    expect(status).to.equal(500);
    expect(body).to.include({ type: '/problems/internal-server-error', result: false, charged: 'unknown' });
  });

  it('names every refused field', async () => {
    const { body } = await charge(payment, { amount: { value: -1, currency: 'XXX' }, extra: 1 });
    expect((body['errors'] as { field: string }[]).map(({ field }) => field)).to.equal([
      'amount.value',
      'amount.currency',
      'customerId',
      'extra',
    ]);
  });

  it('needs an Idempotency-Key where the original Antaeus is not served', async () => {
    const strict = await startPayment({ databaseUrl: payment.databaseUrl, upstream: false });
    const before = await chargeCount(payment);
    const refused = await charge(strict, order());
    expect(refused.status).to.equal(400);
    expect(refused.body).to.include({ type: '/problems/idempotency-key-required' }).and.not.to.include('result');
    expect((await charge(strict, { currency: {}, customer_id: 3, value: 1 }, 'strict-1')).status).to.equal(400);
    expect(await chargeCount(payment)).to.equal(before);
    expect((await charge(strict, order(), 'strict-2')).status).to.equal(200);
    await strict.stop();
  });
});
