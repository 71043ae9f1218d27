import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';

/** Bytes of GCM's authentication tag, and of a session key. */
const tagBytes = 16;
const keyBytes = 32;
/** A session key is used once, so the nonce may always be the same; sealed-secrets uses zeros. */
const nonce = Buffer.alloc(12);

/**
 * The label that ties a sealed value to one Secret: the controller opens it under this name in this namespace and
 * nowhere else. All items of a Secret share it.
 */
export function strictLabel(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/**
 * Seals a value as sealed-secrets does: the length of the RSA part in two bytes, the session key by RSA-OAEP with
 * SHA-256, then the value by AES-256-GCM with its tag.
 * @param label the label under which the controller must open it; see `strictLabel`
 * @returns base64, as it stands in `spec.encryptedData`
 */
export function sealItem(publicKey: KeyObject, label: string, value: Uint8Array): string {
  const session = randomBytes(keyBytes);
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
  const sealedKey = publicEncrypt({ key: publicKey, ...padding }, session);
  const cipher = createCipheriv('aes-256-gcm', session, nonce);
  const sealedValue = Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(sealedKey.length);
  return Buffer.concat([length, sealedKey, sealedValue]).toString('base64');
}

/**
 * The fault in a sealed value's form, as far as it shows without the private key.
 * @param modulusBytes length of the RSA key the cluster uses; 512 for 4096 bits
 */
export function itemFault(item: string, modulusBytes: number): string | undefined {
  const bytes = Buffer.from(item, 'base64');
  // Go's base64 reads over line ends, wherever they stand.
  if (bytes.toString('base64') !== item.replaceAll(/[\r\n]/g, '')) return 'it is not base64';
  if (bytes.length < 2 || bytes.readUInt16BE() !== modulusBytes)
    return `it does not begin with the length of a ${modulusBytes * 8}-bit key`;
  return bytes.length < 2 + modulusBytes + tagBytes ? 'it is cut off' : undefined;
}

/** Annotations that would let a sealed value open elsewhere too. */
export const wideScopes = [
  'sealedsecrets.bitnami.com/cluster-wide',
  'sealedsecrets.bitnami.com/namespace-wide',
] as const;
