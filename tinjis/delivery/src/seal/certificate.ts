import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Explanation } from '@tinjis/manifests/failure';

/** A cluster's sealing certificate. It is public: it seals, and opens nothing. */
export interface SealingCertificate {
  readonly publicKey: KeyObject;
  readonly modulusBytes: number;
  /** SHA-256 of the certificate, in the form openssl prints. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The place of a cluster's sealing certificate in the repository. */
export function sealingCertificateFile(cluster: string): string {
  return `clusters/${cluster}/bootstrap/sealing-certificate.pem`;
}

const fetchAgain =
  'fetch the current one from the cluster: kubeseal --fetch-cert, or GET /v1/cert.pem of the controller';

/**
 * Reads a sealing certificate, and refuses it if nothing may be sealed for it.
 * @param pem the first certificate counts, as it does for kubeseal
 * @param file its path, for the message
 */
export function readCertificate(
  pem: string,
  file: string,
  now: Date,
): SealingCertificate | { readonly refusal: Explanation } {
  const refuse = (what: string, fix: string) => ({
    refusal: { what: `the sealing certificate ${what}`, at: { file, line: 1 }, fix },
  });
  if (pem.includes('PRIVATE KEY'))
    return refuse(
      'lies beside a private key',
      'take the private key out of the repository and its history, and make a new pair',
    );
  const certificate = parse(pem);
  if (!certificate) return refuse('cannot be read', `${fetchAgain}, as PEM`);
  const { publicKey, fingerprint256: fingerprint, validFromDate: notBefore, validToDate: notAfter } = certificate;
  const bits = Number(publicKey.asymmetricKeyDetails?.modulusLength);
  if (publicKey.asymmetricKeyType !== 'rsa' || bits < 2048)
    return refuse('has no RSA key of at least 2048 bits', fetchAgain);
  if (now < notBefore) return refuse(`is not valid before ${notBefore.toISOString()}`, 'set the clock right, or wait');
  if (now >= notAfter) return refuse(`expired at ${notAfter.toISOString()}`, fetchAgain);
  return { publicKey, modulusBytes: bits / 8, fingerprint, notBefore, notAfter };
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
