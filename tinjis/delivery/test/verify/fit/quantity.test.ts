import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { quantityOf, quantityText } from '../../../src/verify/fit/quantity.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a quantity', () => {
  for (const [written, wanted] of [
    [1, '1'],
    [0.5, '500m'],
    ['1500m', '1500m'],
    ['2000m', '2'],
    ['.5', '500m'],
    ['1.', '1'],
    ['+3', '3'],
    ['1Gi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1024', '1Ki'],
    ['1k', '1000'],
    ['2M', '2000000'],
    ['1E', '976562500000000Ki'],
    ['1Ei', '1073741824Gi'],
    ['1e3', '1000'],
    ['1E3', '1000'],
    ['2.5e-1', '250m'],
    ['100u', '100u'],
    ['7n', '7n'],
    ['0.1n', '1n'],
    [0, '0'],
  ] as const) {
    it(`is ${wanted} where ${JSON.stringify(written)} is written`, () => {
      expect(quantityText(quantityOf(written) as bigint)).to.equal(wanted);
    });
  }

  for (const written of ['', '.', '-1', '1MB', '1 Gi', 'Gi', '1e30', '0x10', 'all', true, null, undefined, ['1'], {}]) {
    it(`is none where ${JSON.stringify(written)} is written`, () => {
      expect(quantityOf(written)).to.equal(undefined);
    });
  }

  it('means the same when it is printed and read again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 80n }), (billionths) => {
        expect(quantityOf(quantityText(billionths))).to.equal(billionths);
      }),
    );
  });
});
