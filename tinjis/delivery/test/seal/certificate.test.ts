import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readCertificate, sealingCertificateFile } from '../../src/seal/certificate.ts';
import { elliptic, small, sound } from '../../testing/certificates.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = sealingCertificateFile('staging');
const now = new Date('2030-01-01T00:00:00Z');

describe('readCertificate', () => {
  it('reads a sound one, its fingerprint and its end', () => {
    const read = readCertificate(sound, file, now);
    if ('refusal' in read) throw new Error(read.refusal.what);
    expect(read.modulusBytes).to.equal(256);
    expect(read.fingerprint).to.match(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(read.notAfter.getUTCFullYear()).to.equal(2126);
  });

  for (const [what, pem, at, says] of [
    ['no certificate', 'x', now, 'cannot be read'],
    ['an elliptic curve', elliptic, now, 'no RSA key'],
    ['a short key', small, now, 'at least 2048 bits'],
    ['one that is not valid yet', sound, new Date('2026-01-01T00:00:00Z'), 'not valid before'],
    ['one that expired', sound, new Date('2126-10-30T01:17:12Z'), 'expired'],
    ['one beside a private key', `${sound}-----BEGIN PRIVATE KEY-----\n`, now, 'beside a private key'],
  ] as const) {
    it(`refuses ${what}`, () => {
      const read = readCertificate(pem, file, at);
      expect('refusal' in read && read.refusal.what).to.contain(says);
      expect('refusal' in read && read.refusal.at).to.equal({
        file: 'clusters/staging/bootstrap/sealing-certificate.pem',
        line: 1,
      });
    });
  }
});
