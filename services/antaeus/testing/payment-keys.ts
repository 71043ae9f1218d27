import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Both ends of an API key: payment's file of digests, and Antaeus' file with the key. */
export interface KeyFiles {
  readonly key: string;
  readonly apiKeysFile: string;
  readonly apiKeyFile: string;
  /** Rotates in the order that loses nothing: payment accepts both, Antaeus changes over, payment drops the old one. */
  addNext(): string;
  useNext(): void;
  dropOld(): void;
  remove(): void;
}

/** Makes a folder with a key for a caller that may charge, read and administer. */
export function keyFiles(): KeyFiles {
  const folder = mkdtempSync(join(tmpdir(), 'antaeus-keys-'));
  const files = { apiKeysFile: join(folder, 'api-keys.json'), apiKeyFile: join(folder, 'payment-api-key') };
  const newKey = () => `pay_${randomBytes(24).toString('base64url')}`;
  const keys = [newKey()];
  const writeKeys = () => {
    const entries = keys.map((key) => ({
      caller: 'antaeus',
      roles: ['charge', 'read', 'admin'],
      sha256: createHash('sha256').update(key).digest('hex'),
    }));
    writeFileSync(files.apiKeysFile, JSON.stringify(entries));
  };
  const writeKey = () => {
    writeFileSync(files.apiKeyFile, `${keys.at(-1)}\n`);
  };
  writeKeys();
  writeKey();
  return {
    key: keys[0] as string,
    ...files,
    addNext: () => {
      const key = newKey();
      keys.push(key);
      writeKeys();
      return key;
    },
    useNext: writeKey,
    dropOld: () => {
      keys.shift();
      writeKeys();
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
