import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder in which tinjis keeps what can be made again: outside every checkout, one for each user. */
export function userCache(env: Environment): string {
  return join(env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'] || join(env['HOME'] || homedir(), '.cache'), 'tinjis');
}

const longestUnusedDays = 30;

/**
 * Notes that an entry of a cache was used, which keeps it from being dropped.
 * @param entry path of a file or folder
 * @param now milliseconds since 1970
 */
export function noteUse(entry: string, now = Date.now()): void {
  quietly(() => utimesSync(entry, now / 1000, now / 1000));
}

/**
 * Drops the entries of a cache that nobody has used for a month: those of older versions, whose names nothing asks for
 * again.
 * @param folder whose files and folders are the entries, but for those with a dot first, as locks have
 * @param now milliseconds since 1970
 */
export function dropUnused(folder: string, now = Date.now()): void {
  quietly(() => {
    for (const name of readdirSync(folder).filter((each) => !each.startsWith('.'))) {
      const entry = join(folder, name);
      if (now - statSync(entry).mtimeMs > longestUnusedDays * 86_400_000)
        rmSync(entry, { recursive: true, force: true });
    }
  });
}

/**
 * A cache that cannot be tidied costs room and nothing else: it is not there yet, belongs to another user, or a twin
 * was faster.
 */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Tidied another time.
  }
}
