import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { redactPathKey } from '../../src/auth/redact-path-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('redactPathKey()', () => {
  it('keeps what is no key', () => {
    expect(redactPathKey('/v1/charges/ch_1')).to.equal('/v1/charges/ch_1');
  });

  it('takes the key out of the path, whatever follows it', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/);
    fc.assert(
      fc.property(
        segment,
        fc.constantFrom('/v1/charges', '/v1/charge', '', '/'),
        fc.constantFrom('/k/', '//k/', '/K/'),
        (key, rest, prefix) => {
          expect(redactPathKey(prefix + key + rest)).to.equal(`${prefix}[redacted]${rest}`);
        },
      ),
    );
  });

  it('takes out what looks like a key, wherever it stands', () => {
    expect(redactPathKey('/keys/pay_abc-_9/x')).to.equal('/keys/[redacted]/x');
  });
});
