import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

/** A certificate with its key, both as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Who a certificate is for. */
export interface CertificateSubject {
  readonly commonName: string;
  /** To Kubernetes: the group. */
  readonly organisation?: string;
  /** Host names and IPv4 addresses of a server. */
  readonly names?: readonly string[];
}

const day = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
const days = 365;

/** A certificate authority, RSA 2048, valid for ten years. */
export function authority(commonName: string): KeyPair {
  const { certificate, key } = blank({ commonName }, authorityDays);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return sign(certificate, key, key);
}

/** A certificate for a server or client, RSA 2048, valid for a year. */
export function issue(by: KeyPair, subject: CertificateSubject): KeyPair {
  const { certificate, key } = blank(subject, days);
  certificate.setIssuer(forge.pki.certificateFromPem(by.certificate).subject.attributes);
  const names = (subject.names ?? []).map((name) =>
    /^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name },
  );
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true, serverAuth: names.length > 0 },
    ...(names.length > 0 ? [{ name: 'subjectAltName', altNames: names }] : []),
  ]);
  return sign(certificate, key, by.key);
}

/** Whether a certificate is still valid in a month. */
export function lasts(pem: string, now = Date.now()): boolean {
  return forge.pki.certificateFromPem(pem).validity.notAfter.getTime() > now + 30 * day;
}

function blank(
  { commonName, organisation }: CertificateSubject,
  lifetime: number,
): { certificate: forge.pki.Certificate; key: string } {
  const { key, publicKey } = rsaKeys();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // Positive and minimal (X.690, 8.3.2): 00 before random bytes is by chance padding, which OpenSSL refuses.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - day); // clocks may differ
  certificate.validity.notAfter = new Date(Date.now() + lifetime * day);
  certificate.setSubject([
    ...(organisation === undefined ? [] : [{ name: 'organizationName', value: organisation }]),
    { name: 'commonName', value: commonName },
  ]);
  return { certificate, key };
}

function sign(certificate: forge.pki.Certificate, key: string, signingKey: string): KeyPair {
  certificate.sign(forge.pki.privateKeyFromPem(signingKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'), key };
}

/** A new RSA key of 2048 bits and its public half, both as PEM: for certificates, and for signing tokens. */
export function rsaKeys(): { readonly key: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { key: privateKey, publicKey };
}
