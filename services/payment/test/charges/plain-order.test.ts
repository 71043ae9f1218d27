import { currencies } from '@tinjis/chassis/money';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { orderSchema } from '../../src/charges/order-schema.ts';
import { isPlainOrder } from '../../src/charges/plain-order.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const isRefused = (body: unknown) => orderSchema.validate(body, { convert: false }).error !== undefined;

/** Values that are right somewhere, or nearly. */
const values = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    0,
    -1,
    0.01,
    1.005,
    9_999_999_999.99,
    1e10,
    2 ** 53,
    NaN,
    Infinity,
    {},
    [],
  ),
  fc.constantFrom('', '1', 'a/b', 'x'.repeat(64), 'x'.repeat(65), 'XXX', 'inv\n'),
  fc.constantFrom(...currencies),
  fc.double(),
  fc.integer(),
  fc.integer({ min: 1, max: 1e9 }).map((minor) => minor / 100),
);
const amounts = fc.record(
  { value: values, minorUnits: values, currency: fc.oneof(fc.constant('EUR'), values), extra: values },
  { requiredKeys: [] },
);
const rightValues = fc.integer({ min: 1, max: 1e9 }).map((minor) => minor / 100);
const rightCurrencies = fc.constantFrom(...currencies);
const rightAmounts = fc.oneof(
  fc.record({ value: rightValues, currency: rightCurrencies }),
  fc.record({ minorUnits: fc.integer({ min: 1, max: 999_999_999_999 }), currency: rightCurrencies }),
);
const bodies = fc.record(
  { amount: fc.oneof(rightAmounts, amounts, values), customerId: values, invoiceId: values, extra: values },
  { requiredKeys: [] },
);

describe('isPlainOrder()', () => {
  it('lets nothing through that the schema refuses', () => {
    fc.assert(
      fc.property(fc.oneof(bodies, fc.anything()), (body) => {
        if (isPlainOrder(body)) expect(isRefused(body)).to.be.false();
      }),
      { numRuns: 3000 },
    );
  });

  it('recognises every order that the schema allows in the form for new callers', () => {
    let recognised = 0;
    fc.assert(
      fc.property(bodies, (body) => {
        if (!('amount' in body) || isRefused(body)) return;
        recognised += 1;
        expect(isPlainOrder(body)).to.be.true();
      }),
      { numRuns: 3000 },
    );
    expect(recognised).to.be.above(0);
  });
});
