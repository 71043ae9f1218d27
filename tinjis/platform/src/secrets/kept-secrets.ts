import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { put, textOf } from '@tinjis/cluster/files';

/**
 * A secret of this platform: the kept secret, or a new secret that is kept from now on (for this user only).
 * @param folder the secrets folder
 * @param name of the file
 */
export function keptSecret(folder: string, name: string): { readonly value: string; readonly file: string } {
  const file = join(folder, name);
  const value = textOf(file)?.trim() || randomSecret();
  put(file, `${value}\n`);
  return { value, file };
}

/** 192 random bits as text. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}
