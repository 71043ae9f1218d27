import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { chargeAnswer, chargeAnswerSchema } from '../../src/charges/charge-answer.ts';
import { newChargeId } from '../../src/charges/charge-id.ts';
import { declineCodes, declineSentence } from '../../src/outcome/decline-codes.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const paid = {
  id: newChargeId(),
  caller: 'billing',
  amount: 12340n,
  currency: 'EUR',
  customer: '3',
  invoice: null,
  declineCode: null,
  createdAt: new Date(),
} as const;

describe('chargeAnswer()', () => {
  it('shows a paid charge', () => {
    const answer = chargeAnswer(paid);
    expect(answer).to.equal({
      id: `ch_${paid.id}`,
      result: true,
      amount: { value: 123.4, minorUnits: 12_340, currency: 'EUR' },
      customerId: '3',
      createdAt: paid.createdAt.toISOString(),
    });
    expect(chargeAnswerSchema.validate(answer, { convert: false }).error).to.be.undefined();
  });

  it('shows a refused charge with its reason as code and sentence, and the invoice if there was one', () => {
    for (const declineCode of declineCodes) {
      const answer = chargeAnswer({ ...paid, invoice: 'INV-1', declineCode });
      expect(answer).to.include({
        result: false,
        declineCode,
        message: declineSentence(declineCode),
        invoiceId: 'INV-1',
      });
      expect(chargeAnswerSchema.validate(answer, { convert: false }).error).to.be.undefined();
    }
  });

  it('has a sentence for a code that is not used any more', () => {
    expect(declineSentence('from_another_age')).to.equal('The charge was refused.');
  });
});
