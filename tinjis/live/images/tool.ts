import { run } from '../machine/run.ts';

/**
 * What makes images here: buildah where it is installed, since it works with and without a registry in reach; else Docker.
 * @throws Error when there is neither
 */
export async function imageTool(): Promise<'buildah' | 'docker'> {
  const runs = (...words: [string, ...string[]]) => run(words[0], words.slice(1)).then(() => true, () => false);
  if (await runs('buildah', '--version')) return 'buildah';
  if (await runs('docker', 'version')) return 'docker';
  throw new Error('images are made by buildah or Docker, and neither is here: apt-get install buildah, or start Docker');
}
