import { currencies } from '@tinjis/chassis/money';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { checkOrder, orderSchema, readOrder } from '../../src/charges/order-schema.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** Why a body is refused; the check and the schema that documents it must agree. */
function refusal(body: unknown): string | undefined {
  const documented = orderSchema.validate(body, { convert: false, abortEarly: false }).error?.message;
  try {
    checkOrder(body);
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

describe('orderSchema and readOrder()', () => {
  it('take every amount of minor units exactly', () => {
    fc.assert(
      fc.property(minor, fc.constantFrom(...currencies), fc.integer({ min: 1 }), (amount, currency, customer) => {
        const body = {
          amount: { value: asJson(amount), currency },
          customerId: customer,
          invoiceId: `inv-${customer}`,
        };
        const inMinorUnits = { ...body, amount: { minorUnits: Number(amount), currency } };
        for (const form of [body, inMinorUnits]) {
          expect(refusal(form)).to.be.undefined();
          expect(readOrder(checkOrder(form))).to.equal({
            amount,
            currency,
            customer: String(customer),
            invoice: `inv-${customer}`,
          });
        }
      }),
    );
    expect(readOrder({ amount: { value: 1, currency: 'EUR' }, customerId: 'c' }).invoice).to.be.null();
  });

  it('refuse a third decimal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }).filter((thousandths) => thousandths % 10 !== 0),
        (thousandths) => {
          expect(refusal({ amount: { value: thousandths / 1000, currency: 'EUR' }, customerId: 3 })).to.include(
            'decimal places',
          );
        },
      ),
    );
  });

  it('refuse everything else that is no charge', () => {
    const amount = { value: 1, currency: 'EUR' };
    const good = { amount, customerId: 3 };
    expect(refusal(good)).to.be.undefined();
    const bad: unknown[] = [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { ...good, extra: 1 },
      { amount, customerId: 0 },
      { amount, customerId: 1.5 },
      { amount, customerId: 'a/b' },
      { amount, customerId: '' },
      { amount, customerId: 'x'.repeat(65) },
      { amount, customerId: null },
      { amount },
      { amount, customerId: 3, invoiceId: {} },
      ...[0, -1, -0.01, Infinity, NaN, '1', '1.5', 1e10, 1e20, null, true].map((value) => ({
        ...good,
        amount: { value, currency: 'EUR' },
      })),
      ...['XXX', 'eur', '', null, {}, 7].map((currency) => ({ ...good, amount: { value: 1, currency } })),
      ...[0, -1, 1.5, 1e12, '1', null, NaN].map((minorUnits) => ({ ...good, amount: { minorUnits, currency: 'EUR' } })),
      // Twice the same thing, or two different things: nobody guesses which is meant.
      { ...good, amount: { value: 1, minorUnits: 100, currency: 'EUR' } },
      { ...good, amount: { minorUnits: 100 } },
      { currency: {}, customer_id: 3, value: 1 },
    ];
    for (const body of bad) {
      expect(refusal(body), JSON.stringify(body)).to.be.a.string();
    }
  });
});
