import { currencies } from '@tinjis/chassis/money';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { sameOrder, type Order } from '../../src/charges/charge.ts';
import { namedReplayKey } from '../../src/charges/replay-key.ts';
import { unnamedReplayKey } from '../../src/upstream/replay-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const reference = fc.stringMatching(/^[A-Za-z0-9._:-]{1,3}$/);
const anyOrder = fc.record({
  amount: fc.bigInt({ min: 1n, max: 3n }),
  currency: fc.constantFrom(...currencies),
  customer: reference,
  invoice: fc.option(reference),
});

describe('replay keys', () => {
  it('are the same for orders that mean the same, and for no others', () => {
    const sameKey = (one: Order, other: Order) => unnamedReplayKey(one) === unnamedReplayKey(other);
    fc.assert(fc.property(anyOrder, anyOrder, (one, other) => sameKey(one, other) === sameOrder(one, other)));
    fc.assert(
      fc.property(
        anyOrder,
        (one) => unnamedReplayKey(one) === unnamedReplayKey({ ...one }) && sameOrder(one, { ...one }),
      ),
    );
  });

  it('of named and unnamed requests never meet, whatever a caller chooses', () => {
    fc.assert(fc.property(anyOrder, (order) => namedReplayKey(unnamedReplayKey(order)) !== unnamedReplayKey(order)));
    expect(namedReplayKey('a')).not.to.equal(namedReplayKey('b'));
  });
});
