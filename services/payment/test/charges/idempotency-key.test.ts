import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readIdempotencyKey } from '../../src/charges/idempotency-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('readIdempotencyKey()', () => {
  it('takes visible ASCII of up to 255 characters, and none at all', () => {
    for (const key of ['a', '"quoted"', '{\\}', 'x'.repeat(255)]) {
      expect(readIdempotencyKey({ 'idempotency-key': key })).to.equal(key);
    }
    expect(readIdempotencyKey({})).to.be.undefined();
  });

  it('refuses any other', () => {
    for (const key of ['', 'a b', 'é', '\u0000', 'x'.repeat(256)]) {
      expect(() => readIdempotencyKey({ 'idempotency-key': key })).to.throw(/1 to 255 visible ASCII/);
    }
  });
});
