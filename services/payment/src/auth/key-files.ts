import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseApiKeys, type ApiKey } from './api-key.ts';

interface KeyFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the keys file, or every *.json of a folder. In a folder, a rotation adds a file and later drops the old file.
 *
 * @returns name and text of each file, as one JSON text
 */
export function readKeyFiles(path: string): string {
  return JSON.stringify(filesAt(path).map((name): KeyFile => ({ name, text: readFileSync(name, 'utf8') })));
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(path, name));
}

/**
 * The keys of `readKeyFiles`, by digest.
 *
 * @throws Error that names the file and every fault in it, or the two callers that share a key
 */
export function parseKeyFiles(files: string): ReadonlyMap<string, ApiKey> {
  const byDigest = new Map<string, ApiKey>();
  for (const { name, text } of JSON.parse(files) as KeyFile[]) {
    for (const key of keysOf(name, text)) {
      const other = byDigest.get(key.sha256);
      if (other && other.caller !== key.caller)
        throw new Error(`${name}: callers ${other.caller} and ${key.caller} have the same key; give each its own`);
      byDigest.set(key.sha256, key);
    }
  }
  if (byDigest.size === 0) throw new Error('there is no *.json file with keys in the folder');
  return byDigest;
}

function keysOf(name: string, text: string): ApiKey[] {
  try {
    return parseApiKeys(text);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
