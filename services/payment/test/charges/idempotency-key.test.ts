import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readIdempotencyKey } from '../../src/charges/idempotency-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('readIdempotencyKey()', () => {
  it('takes visible ASCII of up to 255 characters, and none at all', () => {
    for (const key of ['a', '{\\}', 'x'.repeat(255)]) {
      expect(readIdempotencyKey({ 'idempotency-key': key })).to.equal(key);
    }
    expect(readIdempotencyKey({})).to.be.undefined();
  });

  it('reads a quoted key and the plain one as the same', () => {
    for (const [given, key] of [
      ['"a"', 'a'],
      ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
      ['"a\\"b\\\\c"', 'a"b\\c'],
    ] as const) {
      expect(readIdempotencyKey({ 'idempotency-key': given })).to.equal(key);
    }
  });

  it('refuses any other', () => {
    for (const key of ['', '""', '"a', '"a"b"', '"a b"', 'a b', 'é', '\u0000', 'x'.repeat(256)]) {
      expect(() => readIdempotencyKey({ 'idempotency-key': key })).to.throw(/1 to 255 visible ASCII/);
    }
  });
});
