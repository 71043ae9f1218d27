import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseApiKeys, type ApiKey } from './api-key.ts';

/** A keys file as it was read: its text, or why it could not be read. */
interface KeyFile {
  readonly name: string;
  readonly text?: string;
  readonly fault?: string;
}

/**
 * Reads the keys file, or every *.json of a folder. In a folder, a rotation adds a file and later drops the old file.
 *
 * @returns the files as one JSON text; a file that cannot be read has its fault in the place of its text
 * @throws when the folder itself cannot be listed
 */
export function readKeyFiles(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const files = isFolder
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
  return JSON.stringify(files.map(readKeyFile));
}

function readKeyFile(name: string): KeyFile {
  try {
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    return { name, fault: (error as Error).message };
  }
}

/** The keys of all files, each file by itself: a broken file keeps its last good keys and holds up no other file. */
export class KeysByFile {
  #good: ReadonlyMap<string, readonly ApiKey[]> = new Map();
  #faults: ReadonlyMap<string, string> = new Map();

  /** The files that cannot be used now, by the last part of their path, and why. */
  get faults(): ReadonlyMap<string, string> {
    return this.#faults;
  }

  /**
   * Takes files over as they are now. A file that is gone takes its keys along.
   *
   * @param files as `readKeyFiles` gives them
   * @returns the keys by digest
   * @throws Error with the faults of all files when none of them has ever been good, or the folder is empty or gone:
   * nothing is revoked that way
   */
  update(files: string): ReadonlyMap<string, ApiKey> {
    const good = new Map<string, readonly ApiKey[]>();
    const faults = new Map<string, string>();
    const byDigest = new Map<string, ApiKey>();
    for (const file of JSON.parse(files) as KeyFile[]) {
      let keys = this.#good.get(file.name);
      try {
        keys = keysOf(file, byDigest);
      } catch (error) {
        faults.set(basename(file.name), (error as Error).message);
      }
      if (keys === undefined) continue;
      good.set(file.name, keys);
      for (const key of keys) {
        // The first file to list a key decides, also against the last good keys of a broken file.
        if (!byDigest.has(key.sha256)) byDigest.set(key.sha256, key);
      }
    }
    if (good.size === 0) {
      if (faults.size === 0) faults.set('*.json', 'the folder has no such file');
      this.#faults = faults;
      throw new Error([...faults].map(([name, fault]) => `${name}: ${fault}`).join('; '));
    }
    this.#good = good;
    this.#faults = faults;
    return byDigest;
  }
}

function keysOf({ text, fault }: KeyFile, others: ReadonlyMap<string, ApiKey>): ApiKey[] {
  if (text === undefined) throw new Error(fault);
  const keys = parseApiKeys(text);
  for (const key of keys) {
    const other = others.get(key.sha256);
    if (other && JSON.stringify(other) !== JSON.stringify(key))
      throw new Error(
        `a key of ${key.caller} stands in an earlier file with another caller, role or time (${other.caller})`,
      );
  }
  return keys;
}
