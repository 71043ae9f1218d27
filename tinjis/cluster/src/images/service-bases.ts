import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runOrFail } from '../process/run.ts';
import type { Buildah } from './buildah.ts';
import { timed } from './seconds.ts';

/** Top of the checkout that this program is part of: base images are made with its Node. */
const checkout = join(import.meta.dirname, '..', '..', '..', '..');

/**
 * Makes the base images of the services from Debian packages and npm's Node, as the check of the Dockerfiles does.
 * @param cache the cluster's cache folder
 * @returns path of the file that names them, for build.sh
 */
export async function localBases({ env }: Buildah, cache: string): Promise<string> {
  const folder = join(cache, 'images', 'bases');
  const make = () =>
    runOrFail(join(checkout, '.github/scripts/image/local-bases.sh'), [], {
      cwd: checkout,
      env: { ...env, TINJIS_IMAGE_CACHE: folder },
    });
  const printed = await (existsSync(folder) ? make() : timed(cache, 'service-bases', make));
  return printed.trim().split('\n').at(-1) ?? '';
}
