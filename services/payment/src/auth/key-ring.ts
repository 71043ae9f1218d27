import { watchFile } from '@tinjis/chassis/watched-file';
import type { Logger } from 'pino';
import { digestOf, type ApiKey } from './api-key.ts';
import { KeysByFile, readKeyFiles } from './key-files.ts';

/** The keys that are accepted now. */
export interface KeyRing {
  /** The entry of a key that is in force; undefined for any other text. */
  find(key: string): ApiKey | undefined;
  /** The files that cannot be used now, and why; their last good keys stay in force. */
  readonly faults: ReadonlyMap<string, string>;
  close(): void;
}

/**
 * Follows a mounted file, or folder, of keys.
 *
 * @param options.path API_KEYS_FILE
 * @param options.now milliseconds since 1970
 * @throws when no keys can be read at first
 */
export function openKeyRing(options: {
  path: string;
  logger: Logger;
  intervalMs?: number;
  now?: () => number;
}): KeyRing {
  const { path, logger, intervalMs = 1000, now = Date.now } = options;
  const files = new KeysByFile();
  const parse = (text: string) => {
    const keys = files.update(text);
    for (const [file, reason] of files.faults) {
      logger.error({ file, reason }, 'a keys file cannot be used; its last good keys stay in force');
    }
    return keys;
  };
  const keys = watchFile({ path, read: readKeyFiles, parse, logger, intervalMs });
  return {
    find(key) {
      const entry = keys.current().get(digestOf(key));
      return entry && isInForce(entry, now()) ? entry : undefined;
    },
    get faults() {
      return files.faults;
    },
    close: () => {
      keys.close();
    },
  };
}

function isInForce({ notBefore, notAfter }: ApiKey, now: number): boolean {
  return (
    (notBefore === undefined || notBefore.getTime() <= now) && (notAfter === undefined || now < notAfter.getTime())
  );
}
