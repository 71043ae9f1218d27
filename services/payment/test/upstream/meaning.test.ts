import { currencies } from '@tinjis/chassis/money';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { sameOrder } from '../../src/charges/charge.ts';
import { meaningOf } from '../../src/upstream/meaning.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const reference = fc.stringMatching(/^[A-Za-z0-9._:-]{1,3}$/);
const anyOrder = fc.record({
  amount: fc.bigInt({ min: 1n, max: 3n }),
  currency: fc.constantFrom(...currencies),
  customer: reference,
  invoice: fc.option(reference),
});

describe('meaningOf()', () => {
  it('is the same for orders that mean the same, and for no others', () => {
    fc.assert(
      fc.property(anyOrder, anyOrder, (one, other) => (meaningOf(one) === meaningOf(other)) === sameOrder(one, other)),
    );
    expect(
      sameOrder(
        { amount: 1n, currency: 'EUR', customer: '3', invoice: null },
        { amount: 1n, currency: 'EUR', customer: '3', invoice: null },
      ),
    ).to.be.true();
  });
});
