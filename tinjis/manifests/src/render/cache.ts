import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RenderedObject } from './rendered.ts';
import { dropUnused } from './cache-entries.ts';
import type { Environment, Renderer } from './renderer.ts';

/** Raised when the form of an entry, or how it is rendered, changes. */
const form = 1;

/**
 * Where renderings are kept between calls: outside every checkout, by what they were rendered from.
 * @returns undefined where `TINJIS_CACHE` is `off`
 */
export function cacheFolder(env: Environment): string | undefined {
  const named = env['TINJIS_CACHE'];
  if (named === 'off') return undefined;
  return named ?? join(env['XDG_CACHE_HOME'] ?? env['LOCALAPPDATA'] ?? join(homedir(), '.cache'), 'tinjis', 'render');
}

/**
 * Renderings by the digest of their inputs. A cache that cannot be read or written costs time and nothing else;
 * it is kept from other users, since what it holds is taken for what kustomize said.
 */
export class RenderCache {
  readonly #folder: string | undefined;
  readonly #renderer: string;

  constructor(folder: string | undefined, { version }: Renderer) {
    this.#folder = folder;
    this.#renderer = version;
  }

  /** @param digest of the inputs, as `InputReader` gives it */
  get(digest: string): readonly RenderedObject[] | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      return JSON.parse(readFileSync(this.#file(this.#folder, digest), 'utf8')) as readonly RenderedObject[];
    } catch {
      return undefined;
    }
  }

  put(digest: string, objects: readonly RenderedObject[]): void {
    if (this.#folder === undefined) return;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const file = this.#file(this.#folder, digest);
      writeFileSync(`${file}.${process.pid}`, JSON.stringify(objects), { mode: 0o600 });
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // Rendered anew next time.
    }
  }

  /** Drops what was rendered over a month ago. */
  prune(now = Date.now()): void {
    if (this.#folder !== undefined) dropUnused(this.#folder, now);
  }

  #file(folder: string, digest: string): string {
    return join(folder, `${createHash('sha256').update(`${form} ${this.#renderer} ${digest}`).digest('hex')}.json`);
  }
}
