import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { NoVerdict, readVerdict } from '../../src/payment/verdict.ts';

export const lab = Lab.script();
const { describe, it } = lab;

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
