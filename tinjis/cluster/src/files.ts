import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file whole or not at all, and only if its text changes: kube-proxy exits when its file is rewritten, even
 * with the same text.
 * @param mode permissions; readable by the owner alone when absent
 * @returns the path
 */
export function put(path: string, text: string, mode = 0o600): string {
  if (textOf(path) === text) return path;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
  return path;
}

/** A value as JSON, which is also YAML. */
export function putJson(path: string, value: unknown): string {
  return put(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The text of a file; undefined when it does not exist or cannot be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The names in a folder; none when it does not exist or cannot be read. */
export function entriesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Removes a folder if it is empty. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // it does not exist, or it holds somebody else's files
  }
}
