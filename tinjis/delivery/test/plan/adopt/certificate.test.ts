import { createPrivateKey, X509Certificate } from 'node:crypto';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parse } from 'yaml';
import { keyFile, sealingKey } from '../../../src/plan/adopt/certificate.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('sealingKey()', () => {
  const made = sealingKey('sealed-secrets staging', new Date('2026-11-23T10:00:00Z'));
  const certificate = new X509Certificate(made.certificate);

  it('makes a certificate as the controller makes its own: RSA 4096, self-signed, for ten years', () => {
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).to.equal(4096);
    expect(certificate.verify(certificate.publicKey)).to.be.true();
    expect(certificate.subject).to.equal('CN=sealed-secrets staging');
    // The first byte is fixed: a random one would sometimes be negative, and a zero sometimes padding.
    expect(certificate.serialNumber).to.match(/^01[0-9A-F]{30}$/);
    expect([certificate.validFrom, certificate.validTo]).to.equal([
      'Nov 23 10:00:00 2026 GMT',
      'Nov 23 00:00:00 2036 GMT',
    ]);
    expect(certificate.checkPrivateKey(createPrivateKey(made.key))).to.be.true();
    expect(made.fingerprint).to.equal(certificate.fingerprint256);
    expect(made.certificate).to.match(/^-----BEGIN CERTIFICATE-----\n[^\r]*-----END CERTIFICATE-----\n$/);
  });

  it('writes the private part as the Secret the controller reads, with the words to keep it', () => {
    const text = keyFile('staging', made);
    const { data, metadata, type } = parse(text) as { data: Record<string, string>; metadata: object; type: string };
    expect(Buffer.from(String(data['tls.key']), 'base64').toString()).to.equal(made.key);
    expect(Buffer.from(String(data['tls.crt']), 'base64').toString()).to.equal(made.certificate);
    expect(type).to.equal('kubernetes.io/tls');
    expect(metadata).to.part.include({
      namespace: 'kube-system',
      labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
    });
    expect(text)
      .to.startWith(`# The sealing key of staging, certificate ${made.fingerprint}.`)
      .and.to.contain('never in Git');
  });
});
