import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A key pair for sealing. The certificate is public; whoever has the key can open every value sealed for it. */
export interface SealingKey {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate, as colon-separated hexadecimal. */
  readonly fingerprint: string;
}

const years = 10;

/**
 * Makes a sealing key as the controller itself would: RSA 4096, self-signed, valid for ten years, both parts as PEM.
 * node:crypto makes the key and its randomness; node-forge makes the certificate around it.
 * @param subject common name, for people
 */
export function sealingKey(subject: string, now = new Date()): SealingKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 4096,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // Positive and minimal (X.690, 8.3.2): 00 before random bytes is by chance padding, which OpenSSL refuses.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = now;
  certificate.validity.notAfter = new Date(Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate()));
  const name = [{ name: 'commonName', value: subject }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
  return { certificate: pem, key: privateKey, fingerprint: new X509Certificate(pem).fingerprint256 };
}

/**
 * The private part as the Secret from which the sealed-secrets controller takes its keys.
 * @param cluster for the comment at the top
 */
export function keyFile(cluster: string, { certificate, key, fingerprint }: SealingKey): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return `# The sealing key of ${cluster}, certificate ${fingerprint}.
# Whoever has this file can open every value sealed for ${cluster}. Keep it in a password manager or a safe, never in Git, and nowhere else.
# Without it a lost cluster's values cannot be opened again: they would all be made anew.
# Once per cluster, before its first sync:
#   kubectl apply --server-side --filename THIS-FILE
#   kubectl --namespace kube-system rollout restart deployment sealed-secrets-controller
apiVersion: v1
kind: Secret
metadata:
  name: sealing-key-${fingerprint.replaceAll(':', '').slice(0, 10).toLowerCase()}
  namespace: kube-system
  labels:
    sealedsecrets.bitnami.com/sealed-secrets-key: active
type: kubernetes.io/tls
data:
  tls.crt: ${base64(certificate)}
  tls.key: ${base64(key)}
`;
}
