import type { Logger } from 'pino';
import { watchFile, type WatchedFile } from '@tinjis/chassis/watched-file';

/**
 * The API key in a mounted file, followed through rotations.
 *
 * @throws Error when the file cannot be read or does not hold a key: better no service than a service whose every
 * call is refused
 */
export function watchApiKey(path: string, logger: Logger): WatchedFile<string> {
  try {
    return watchFile({ path, parse: parseApiKey, logger });
  } catch (error) {
    throw new Error(`PAYMENT_API_KEY_FILE ${path} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The API key in a mounted file: one line, as an HTTP header can carry it.
 *
 * @throws Error when the file holds anything else; the message never repeats it
 */
export function parseApiKey(text: string): string {
  const key = text.trim();
  if (!/^[\x21-\x7e]{8,512}$/.test(key)) {
    throw new Error('it must hold one API key: a line of 8 to 512 visible ASCII characters');
  }
  return key;
}
