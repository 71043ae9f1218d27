import type { ClusterRegistry } from '../cluster.ts';
import type { Progress } from '../progress.ts';
import type { StandIn } from './catalogue.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../process/lock.ts';

/** Where images are made, and the registry that takes them. */
export interface ImagePlace {
  readonly registry: ClusterRegistry;
  /** Image path of the project's own images, of `ownPath`. */
  readonly own: string;
  /** The cluster's cache folder. */
  readonly cache: string;
  readonly progress: Progress;
}

/** An image that the cluster can pull. */
export interface PushedImage {
  /** Name and tag as manifests write it, without digest. */
  readonly reference: string;
  /** sha256:… of the manifest in the registry. */
  readonly digest: string;
}

/**
 * Image path that prefixes the names of the project's own images.
 * @param written `registry` of policies/teams.yaml
 */
export function ownPath(registry: ClusterRegistry, written: string): string {
  return registry.naming === 'own' ? registry.push : written;
}

/** The name and tag of a stand-in, as manifests write them. */
export function imageReferenceOf(name: string, { official, tag }: StandIn, own: string): string {
  return official ?? `${own}/${name}:${tag}`;
}

/** The address to push an image to, under which the cluster finds it by its reference. */
export function destination(registry: ClusterRegistry, reference: string): string {
  return registry.naming === 'own' ? reference : `${registry.push}/${reference}`;
}

/**
 * The digest of an image in the registry. If the registry lacks the image, makes it, under a lock.
 * @param there looks for it in the registry
 * @param cache the cluster's cache folder
 */
export async function madeOnce(
  cache: string,
  there: () => Promise<string | undefined>,
  make: () => Promise<string>,
): Promise<string> {
  return (await there()) ?? withLock(join(cache, 'images', 'lock'), async () => (await there()) ?? make());
}

/** The same image under another tag. */
export function withTag(reference: string, tag: string): string {
  return `${reference.slice(0, reference.lastIndexOf(':'))}:${tag}`;
}

/**
 * Does something and records its duration in seconds for `npm run bench -- --cluster`: a cached result cannot be
 * measured again.
 * @param cache the cluster's cache folder
 * @param name of the image or of an input of images
 */
export async function timed<T>(cache: string, name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  const folder = join(cache, 'images', 'seconds');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${((performance.now() - begun) / 1000).toFixed(1)}\n`);
  return result;
}
