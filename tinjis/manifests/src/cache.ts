import { readdirSync, rmSync, statSync, utimesSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { createHash } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { join } from 'node:path';
import type { RenderedObject } from './render/rendered.ts';
import type { Renderer } from './render/renderer.ts';

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

/** Raised when the form of an entry, or how it is rendered, changes. */
const form = 4;

/**
 * Where renderings are kept between calls: outside every checkout, by what they were rendered from.
 * @returns undefined where `TINJIS_CACHE` is `off`
 */
export function cacheFolder(env: Environment): string | undefined {
  const named = env['TINJIS_CACHE'];
  if (named === 'off') return undefined;
  return named ?? join(userCache(env), 'render');
}

/**
 * A text that was made for the same key before, or is made now.
 * @param folder of the cache; nothing is remembered where it is undefined
 * @param make gives undefined where there is no such text, which is not remembered
 */
export function remembered(
  folder: string | undefined,
  key: string,
  make: () => string | undefined,
): string | undefined {
  const known = recalled(folder, key);
  if (typeof known === 'string') return known;
  const made = make();
  if (made !== undefined) keep(folder, key, made);
  return made;
}

/**
 * Renderings by the digest of their inputs. A cache that cannot be read or written costs time and nothing else;
 * it is kept from other users, since what it holds is taken for what kustomize said.
 */
export class RenderCache {
  readonly #folder: string | undefined;
  readonly #made: string;

  /** @param variant of rendering, whose entries are kept apart */
  constructor(folder: string | undefined, { version }: Renderer, variant = '') {
    this.#folder = folder;
    this.#made = `${version} ${variant}`;
  }

  /** @param digest of the inputs, as `InputReader` gives it */
  get(digest: string): readonly RenderedObject[] | undefined {
    return recalled(this.#folder, `${this.#made} ${digest}`) as readonly RenderedObject[] | undefined;
  }

  put(digest: string, objects: readonly RenderedObject[]): void {
    keep(this.#folder, `${this.#made} ${digest}`, objects);
  }

  /** Drops what was rendered over a month ago. */
  prune(now = Date.now()): void {
    if (this.#folder !== undefined) dropUnused(this.#folder, now);
  }
}

/** Values of JSON that are kept between calls, by keys that say all they depend on. */
export interface Memory {
  /** @returns undefined where nothing is kept under the key */
  recall(key: string): unknown;
  keep(key: string, value: unknown): void;
}

/** @param folder of the cache; nothing is remembered where it is undefined */
export function folderMemory(folder: string | undefined): Memory {
  return { recall: (key) => recalled(folder, key), keep: (key, value) => keep(folder, key, value) };
}

function recalled(folder: string | undefined, key: string): unknown {
  if (folder === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(fileOf(folder, key), 'utf8'));
  } catch {
    return undefined;
  }
}

function keep(folder: string | undefined, key: string, value: unknown): void {
  if (folder === undefined) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = fileOf(folder, key);
    const unfinished = `${file}.${process.pid}-${threadId}`;
    writeFileSync(unfinished, JSON.stringify(value), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // Made anew next time.
  }
}

function fileOf(folder: string, key: string): string {
  return join(folder, `${createHash('sha256').update(`${form} ${key}`).digest('hex')}.json`);
}
