import { existsSync, readFileSync } from 'node:fs';
import { createApiKey, digestOf, type Role } from '@tinjis/payment/auth/api-key';
import type { StateFolder } from './state-folder.ts';

/** Files of the API keys of one checkout: payment holds digests, each caller its own key. */
export interface KeyFiles {
  readonly payment: string;
  readonly antaeus: string;
  readonly reader: string;
}

const callers: Readonly<Record<string, Role[]>> = { antaeus: ['charge'], reader: ['read'], admin: ['admin'] };

/** Makes a key for each caller, once, and writes payment's file of their digests. */
export function keepKeys(folder: StateFolder): KeyFiles {
  const entries = Object.entries(callers).map(([caller, roles]) => {
    const name = `${caller}-key`;
    if (!existsSync(folder.at(name))) folder.write(name, createApiKey(caller, roles).key);
    return { caller, roles, sha256: digestOf(readFileSync(folder.at(name), 'utf8')) };
  });
  return {
    payment: folder.write('payment-keys.json', `${JSON.stringify(entries, null, 2)}\n`),
    antaeus: folder.at('antaeus-key'),
    reader: folder.at('reader-key'),
  };
}
