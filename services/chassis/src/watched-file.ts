import { existsSync, readFileSync } from 'node:fs';
import type { Logger } from 'pino';

/** A value that follows a file. */
export interface WatchedFile<T> {
  /** The last content that could be read and understood. */
  current(): T;
  close(): void;
}

/**
 * Reads a mounted file now, and again whenever it changes: a rotated key needs no restart.
 *
 * Its content is polled: Kubernetes swaps a symbolic link above a mounted Secret, which file notifications do not
 * report, and a folder's time says nothing about a file changed in place.
 * It logs a new content that it cannot understand, and the last good content stays in force.
 *
 * @param options.parse from the file's text to the value; throws when it cannot
 * @param options.read from the path to the text; for a path that is more than one file
 * @param options.intervalMs how often to look, in milliseconds
 * @throws when the first read fails: a service must not start without its keys
 */
export function watchFile<T>(options: {
  path: string;
  parse: (text: string) => T;
  logger: Logger;
  read?: (path: string) => string;
  intervalMs?: number;
}): WatchedFile<T> {
  const { path, parse, logger, read = (file) => readFileSync(file, 'utf8'), intervalMs = 1000 } = options;
  let text = read(path);
  let value = parse(text);
  let complaint = '';

  const reread = () => {
    try {
      const next = read(path);
      if (next !== text) {
        value = parse(next);
        text = next;
        logger.info({ path }, 'the file has changed and its new content is in force');
      }
      complaint = '';
    } catch (error) {
      const reason = existsSync(path) ? (error as Error).message : 'the file is gone';
      // Once, not at every look.
      if (reason !== complaint)
        logger.error({ path, reason }, 'the file cannot be used; its last good content stays in force');
      complaint = reason;
    }
  };
  const timer = setInterval(reread, intervalMs).unref();
  return {
    current: () => value,
    close: () => {
      clearInterval(timer);
    },
  };
}
