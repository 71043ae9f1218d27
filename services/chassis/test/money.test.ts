import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { fromMinorUnits, largestValue, toMinorUnits } from '../src/money.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('money', () => {
  it('comes back unchanged from minor units and from major units', () => {
    const amount = fc.bigInt({ min: 0n, max: 99_999_999_999_999n });
    fc.assert(
      fc.property(amount, (minor) => toMinorUnits(fromMinorUnits(minor)) === minor),
      { numRuns: 5000 },
    );
  });

  it('is exact where truncation is not', () => {
    expect(toMinorUnits(1.15)).to.equal(115n);
    expect(toMinorUnits(123.4)).to.equal(12340n);
    expect(toMinorUnits(0.1)).to.equal(10n);
  });

  it('refuses more than two decimals, what is no number, and what is too large', () => {
    for (const value of [1.555, 0.001, Number.NaN, Number.POSITIVE_INFINITY, largestValue, -largestValue]) {
      expect(() => toMinorUnits(value), String(value)).to.throw(RangeError);
    }
  });
});
