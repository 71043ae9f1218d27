import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file whole or not at all, and only if its text changes: kube-proxy ends when its file is written anew, even
 * with the same text.
 * @param mode permissions; its owner's alone when absent
 * @returns the path
 */
export function put(path: string, text: string, mode = 0o600): string {
  if (textOf(path) === text) return path;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
  return path;
}

/** A value as JSON, which is YAML too. */
export function putJson(path: string, value: unknown): string {
  return put(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The text of a file; undefined when it is not there, or cannot be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The names in a folder; none when it is not there, or cannot be read. */
export function entriesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Removes a folder when nothing is in it. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // not there, or somebody else's things are in it
  }
}
