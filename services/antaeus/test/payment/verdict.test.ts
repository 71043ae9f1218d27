import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { NoVerdict, readStandingCharge, readVerdict, standingCharge } from '../../src/payment/verdict.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const order = { idempotencyKey: 'k', customerId: 3, invoiceId: 12, amountMinor: 100n, currency: 'EUR' } as const;
const reused = (chargeId: unknown) => JSON.stringify({ type: '/problems/idempotency-key-reused', chargeId });

describe('a charge that stands under the key of another order', () => {
  it('is named by payment, and is no refusal', () => {
    expect(standingCharge(422, reused('ch_1'))).to.equal('ch_1');
    for (const chargeId of [undefined, 7, '', '../admin', 'a?b']) {
      expect(standingCharge(422, reused(chargeId))).to.equal('');
      expect(() => readVerdict(422, reused(chargeId))).to.throw(NoVerdict, /does not say which/);
    }
    expect(standingCharge(422, '{"detail":"not like this"}')).to.be.undefined();
    expect(standingCharge(400, reused('ch_1'))).to.be.undefined();
  });

  it('is the verdict if it is for the same invoice', () => {
    const charge = { result: true, id: 'ch_1', invoiceId: '12', amount: { value: 2, currency: 'EUR' } };
    expect(readStandingCharge(200, JSON.stringify(charge), order)).to.equal({
      outcome: 'paid',
      chargeId: 'ch_1',
      error: 'payment made this charge under the same key before: {"value":2,"currency":"EUR"}',
    });
    expect(readStandingCharge(200, JSON.stringify({ ...charge, result: false }), order)).to.include({
      outcome: 'declined',
    });
    expect(() => readStandingCharge(200, JSON.stringify({ ...charge, invoiceId: '13' }), order)).to.throw(
      NoVerdict,
      /settle by hand/,
    );
    expect(() => readStandingCharge(404, '{}', order)).to.throw(NoVerdict);
  });
});

describe('readVerdict', () => {
  it('reads a charge that was paid and one that was declined', () => {
    expect(readVerdict(200, '{"result":true,"id":"ch_1"}')).to.equal({ outcome: 'paid', chargeId: 'ch_1' });
    const declined = '{"result":false,"id":"ch_2","declineCode":"card_expired","message":"The card has expired."}';
    expect(readVerdict(200, declined)).to.equal({
      outcome: 'declined',
      chargeId: 'ch_2',
      declineCode: 'card_expired',
      error: 'The card has expired.',
    });
  });

  it("takes a fault of the order for a refusal, with payment's reason", () => {
    for (const status of [400, 413, 415, 422]) {
      expect(readVerdict(status, '{"result":false,"detail":"three decimals"}')).to.equal({
        outcome: 'refused',
        error: `payment answered ${status}: three decimals`,
      });
    }
  });

  it('has no verdict in any other status, whatever the body says', () => {
    for (const status of [201, 202, 204, 301, 307, 401, 403, 404, 408, 409, 429, 500, 502, 503]) {
      expect(() => readVerdict(status, '{"result":true}')).to.throw(NoVerdict, `payment answered ${status}`);
    }
  });

  it('has no verdict in a 200 without a result, however it is written', () => {
    for (const text of ['', '<html>', '[]', 'null', '"true"', '{}', '{"result":"true"}', '{"result":1}']) {
      expect(() => readVerdict(200, text)).to.throw(NoVerdict, 'payment answered 200 without a result');
    }
  });

  it('never takes anything for paid but 200 with a true result', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        let outcome: string | undefined;
        try {
          ({ outcome } = readVerdict(status, text));
        } catch (error) {
          expect(error).to.be.instanceof(NoVerdict);
        }
        expect(outcome).to.not.equal('paid');
      }),
    );
  });
});
