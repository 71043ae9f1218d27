import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiKey, digestOf, type Role } from '@tinjis/payment/auth/api-key';

/** The one ignored folder in which `tinjis start` keeps everything that must survive a restart: data, keys, logs. */
export interface StateFolder {
  readonly path: string;
  /** Path of a file or folder in it. */
  at(...names: readonly string[]): string;
  /** Writes a file that only its owner may read, whole or not at all. Returns its path. */
  write(name: string, text: string): string;
  /** A random secret that is made once and kept. Returns the file's path and its content. */
  secret(name: string): { readonly file: string; readonly value: string };
}

/**
 * Opens the state folder of a checkout, closed to everybody else.
 *
 * @param root top folder of the repository
 */
export function openStateFolder(root: string): StateFolder {
  const path = join(root, '.tinjis');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
  const at = (...names: readonly string[]) => join(path, ...names);
  const write = (name: string, text: string) => {
    writeFileSync(at(`${name}.new`), text, { mode: 0o600 });
    renameSync(at(`${name}.new`), at(name));
    return at(name);
  };
  const secret = (name: string) => {
    const value = existsSync(at(name)) ? readFileSync(at(name), 'utf8') : randomBytes(24).toString('base64url');
    return { file: write(name, value), value };
  };
  return { path, at, write, secret };
}

/** Files of the API keys of one checkout: payment holds digests, each caller its own key. */
export interface KeyFiles {
  readonly payment: string;
  readonly antaeus: string;
}

const callers: Readonly<Record<string, Role[]>> = { antaeus: ['charge', 'read'], admin: ['admin'] };

/** Makes a key for each caller, once, and writes payment's file with their digests. */
export function keepKeys(folder: StateFolder): KeyFiles {
  const entries = Object.entries(callers).map(([caller, roles]) => {
    const name = `${caller}-key`;
    if (!existsSync(folder.at(name))) folder.write(name, createApiKey(caller, roles).key);
    return { caller, roles, sha256: digestOf(readFileSync(folder.at(name), 'utf8')) };
  });
  return {
    payment: folder.write('payment-keys.json', `${JSON.stringify(entries, null, 2)}\n`),
    antaeus: folder.at('antaeus-key'),
  };
}
