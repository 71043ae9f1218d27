import type { ClusterRegistry } from '../cluster.ts';
import { runOrFail } from '../process/run.ts';

/**
 * What makes images here: Docker where the cluster itself is in Docker; else buildah where it is installed, since it
 * works with and without public registries in reach; else Docker.
 * @throws Error when there is neither
 */
export async function imageTool({
  inDocker = false,
}: Pick<ClusterRegistry, 'inDocker'>): Promise<'buildah' | 'docker'> {
  // That buildah is installed too says nothing: it would make stand-ins of Debian packages, which takes Debian and
  // root.
  if (inDocker) return 'docker';
  const runs = (...words: [string, ...string[]]) =>
    runOrFail(words[0], words.slice(1)).then(
      () => true,
      () => false,
    );
  if (await runs('buildah', '--version')) return 'buildah';
  if (await runs('docker', 'version')) return 'docker';
  throw new Error(
    'images are made by buildah or Docker, and neither is here: apt-get install buildah, or start Docker',
  );
}
