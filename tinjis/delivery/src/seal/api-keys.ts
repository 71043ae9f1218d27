import { createHash, randomBytes } from 'node:crypto';

/** An entry in the called service's keys file. All its other fields stay as they are. */
export interface KeyEntry {
  readonly caller: string;
  /** SHA-256 of the key's text, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly roles?: readonly string[];
}

/** A new key of 256 random bits. The prefix lets secret scanners and people recognise it. */
export function newApiKey(): string {
  return `pay_${randomBytes(32).toString('base64url')}`;
}

/** The digest that identifies a key. */
export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Reads a keys file: a JSON array with a caller and a digest in each entry.
 * @returns undefined if the text is no keys file
 */
export function readKeys(text: string): readonly KeyEntry[] | undefined {
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) && entries.every(isEntry) ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** Adds a key for a caller, with the roles of its current keys, or with the given roles if it has no keys. */
export function addKey(
  entries: readonly KeyEntry[],
  caller: string,
  key: string,
  roles: readonly string[],
): readonly KeyEntry[] {
  const current = entries.findLast((entry) => entry.caller === caller);
  return [...entries, { caller, roles: current?.roles ?? roles, sha256: digestOf(key) }];
}

/** Leaves a caller only the key added last. */
export function dropOldKeys(entries: readonly KeyEntry[], caller: string): readonly KeyEntry[] {
  const last = entries.findLast((entry) => entry.caller === caller);
  return entries.filter((entry) => entry.caller !== caller || entry === last);
}

/** The keys file in its committed form. */
export function writtenKeys(entries: readonly KeyEntry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function isEntry(entry: unknown): entry is KeyEntry {
  const { caller, sha256 } = (entry ?? {}) as Partial<KeyEntry>;
  return typeof caller === 'string' && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}
