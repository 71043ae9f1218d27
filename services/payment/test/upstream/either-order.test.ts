import { currencies } from '@tinjis/chassis/money';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { eitherOrderSchema, readEitherOrder } from '../../src/upstream/either-order.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** Why a body is refused; the check and the schema that documents it must agree. */
function refusal(body: unknown): string | undefined {
  const documented = eitherOrderSchema.validate(body, { convert: false, abortEarly: false }).error?.message;
  try {
    readEitherOrder(body, 'SEK');
    expect(documented).to.be.undefined();
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    expect(documented).to.equal(message);
    return message;
  }
}
const minor = fc.bigInt({ min: 1n, max: 999_999_999_999n });
/** Major units as JSON text, as any client may write them, and back. */
const asJson = (amount: bigint) => JSON.parse(`${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`) as number;

describe('readEitherOrder()', () => {
  it('takes every amount of minor units exactly, in both forms', () => {
    fc.assert(
      fc.property(minor, fc.constantFrom(...currencies), fc.integer({ min: 1 }), (amount, currency, customer) => {
        const value = asJson(amount);
        const read = { amount, currency, customer: String(customer), invoice: null };
        for (const body of [
          { amount: { value, currency }, customerId: customer },
          { value, currency, customer_id: customer },
        ]) {
          expect(refusal(body)).to.be.undefined();
          expect(readEitherOrder(body, 'SEK')).to.equal(read);
        }
      }),
    );
  });

  it('charges the default where the currency was lost', () => {
    const body = { currency: {}, customer_id: 3, value: 123.4 };
    expect(refusal(body)).to.be.undefined();
    expect(readEitherOrder(body, 'DKK')).to.equal({ amount: 12340n, currency: 'DKK', customer: '3', invoice: null });
  });

  it('refuses everything else that is no charge', () => {
    const bad: unknown[] = [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { currency: { code: 'EUR' }, customer_id: 3, value: 1 },
      { currency: {}, customer_id: 3 },
      { customer_id: 3, value: 1 },
      { currency: [], customer_id: 3, value: 1 },
      { currency: {}, customer_id: 3, value: 1.555 },
      { currency: {}, customer_id: 3, value: 1, customerId: 3 },
    ];
    for (const body of bad) {
      expect(refusal(body), JSON.stringify(body)).to.be.a.string();
    }
  });

  it('speaks of the form that the caller meant', () => {
    expect(refusal({ amount: { value: 1 } }))
      .to.include('"amount.currency" is required')
      .and.to.include('"customerId"');
    expect(refusal({ value: 1 })).to.include('"customer_id" is required');
  });
});
