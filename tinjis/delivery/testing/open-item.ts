import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto';

/** Opens a sealed value as the controller does; undefined where it is not for this key and label, or damaged. */
export function openItem(privateKey: KeyObject, label: string, item: string): Buffer | undefined {
  const bytes = Buffer.from(item, 'base64');
  try {
    const end = 2 + bytes.readUInt16BE();
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
    const session = privateDecrypt({ key: privateKey, ...padding }, bytes.subarray(2, end));
    const decipher = createDecipheriv('aes-256-gcm', session, Buffer.alloc(12), { authTagLength: 16 });
    decipher.setAuthTag(bytes.subarray(-16));
    if (bytes.length < end + 16) return undefined;
    return Buffer.concat([decipher.update(bytes.subarray(end, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}
