import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { authority, issue, lasts, rsaKeys } from '../src/certificate.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const day = 24 * 60 * 60 * 1000;

describe('the cluster’s certificates', () => {
  const ca = authority('test-authority');
  const server = issue(ca, { commonName: 'kube-apiserver', names: ['localhost', '10.99.0.2'] });
  const person = issue(ca, { commonName: 'ann', organisation: 'payments' });

  it('come from an authority that may issue and end nothing else', () => {
    const root = new X509Certificate(ca.certificate);
    expect(root.ca).to.be.true();
    expect(root.verify(root.publicKey)).to.be.true();
    for (const { certificate, key } of [server, person]) {
      const issued = new X509Certificate(certificate);
      expect(issued.ca).to.be.false();
      // The first byte is fixed: a random one would sometimes be negative, and a zero sometimes padding.
      expect(issued.serialNumber).to.match(/^01[0-9A-F]{30}$/);
      expect(issued.verify(root.publicKey)).to.be.true();
      expect(issued.checkIssued(root)).to.be.true();
      expect(issued.checkPrivateKey(createPrivateKey(key))).to.be.true();
    }
    expect(
      new X509Certificate(server.certificate).verify(new X509Certificate(person.certificate).publicKey),
    ).to.be.false();
  });

  it('name the server by host names and addresses', () => {
    const certificate = new X509Certificate(server.certificate);
    expect(certificate.subjectAltName).to.equal('DNS:localhost, IP Address:10.99.0.2');
    expect(certificate.keyUsage).to.only.include(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  it('name a client by user and group, and let it serve nothing', () => {
    const certificate = new X509Certificate(person.certificate);
    expect(certificate.subject).to.equal('O=payments\nCN=ann');
    expect(certificate.keyUsage).to.equal(['1.3.6.1.5.5.7.3.2']);
  });

  it('are made anew a month before they end', () => {
    expect(lasts(server.certificate)).to.be.true();
    expect(lasts(server.certificate, Date.now() + 330 * day)).to.be.true();
    expect(lasts(server.certificate, Date.now() + 336 * day)).to.be.false();
    expect(lasts(ca.certificate, Date.now() + 9 * 365 * day)).to.be.true();
  });

  it('are no part of the keys that sign tokens', () => {
    const { key, publicKey } = rsaKeys();
    expect(createPublicKey(key).export({ type: 'spki', format: 'pem' })).to.equal(publicKey);
  });
});
