import { watchFile } from '@tinjis/chassis/watched-file';
import type { Logger } from 'pino';
import { digestOf, type ApiKey } from './api-key.ts';
import { parseKeyFiles, readKeyFiles } from './key-files.ts';

/** The keys that are accepted now. */
export interface KeyRing {
  /** The entry of a key that is in force; undefined for any other text. */
  find(key: string): ApiKey | undefined;
  close(): void;
}

/**
 * Follows a mounted file, or folder, of keys.
 *
 * @param options.path API_KEYS_FILE
 * @param options.now milliseconds since 1970
 * @throws when the keys cannot be read at first; later the last good keys stay in force
 */
export function openKeyRing(options: {
  path: string;
  logger: Logger;
  intervalMs?: number;
  now?: () => number;
}): KeyRing {
  const { path, logger, intervalMs = 1000, now = Date.now } = options;
  const keys = watchFile({ path, read: readKeyFiles, parse: parseKeyFiles, logger, intervalMs });
  return {
    find(key) {
      const entry = keys.current().get(digestOf(key));
      return entry && isInForce(entry, now()) ? entry : undefined;
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
