import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Does something and keeps how long it took, in seconds, for `npm run bench -- --cluster`: what is cached cannot be
 * measured again.
 * @param cache the cluster's cache folder
 * @param name of the image, or of what images are made from
 */
export async function timed<T>(cache: string, name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  const folder = join(cache, 'images', 'seconds');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${((performance.now() - begun) / 1000).toFixed(1)}\n`);
  return result;
}
