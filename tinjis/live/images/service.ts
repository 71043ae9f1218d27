import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageInputs } from '../../src/ci/image-inputs.ts';
import { run } from '../machine/run.ts';
import type { Progress } from '../progress.ts';
import { type Buildah, buildahIn } from './buildah.ts';
import type { ImagePlace } from './ensure.ts';
import { withLock } from './lock.ts';
import { destination, type PushedImage } from './names.ts';
import { pushedDigest } from './registry.ts';

/** What a service's image is built from. */
export interface ServiceSource {
  /** TEAM/SERVICE, as in `tinjis bump`. */
  readonly service: string;
  /** Folder of a git repository, with or without files checked out. */
  readonly repository: string;
  /** Commit that is to run; a branch does as well. */
  readonly revision: string;
}

/** Top of the checkout that this program is part of: base images are made with its Node. */
const checkout = join(import.meta.dirname, '..', '..', '..');

/**
 * Sees to it that a cluster can pull a service as it is at a commit, built by the pipeline's own script from the service's Dockerfile.
 *
 * The tag is the last commit that changed anything the image is built from, so a commit that did not change it builds nothing.
 * @returns the image as `tinjis bump` takes it
 * @throws Failure naming the image that could not be made
 */
export async function ensureServiceImage(source: ServiceSource, place: ImagePlace): Promise<PushedImage & { readonly commit: string }> {
  const { registry, own, cache, progress } = place;
  const name = source.service.split('/').at(-1) ?? '';
  const commit = await lastChange(source, `services/${name}/Dockerfile`);
  const reference = `${own}/${name}:${commit}`;
  const target = destination(registry, reference);
  const there = async () => {
    const digest = await pushedDigest(target, registry.insecure);
    return digest === undefined ? undefined : { reference, digest, commit };
  };
  return await there() ?? withLock(join(cache, 'images', 'lock'), async () => {
    const meanwhile = await there();
    if (meanwhile) return meanwhile;
    const buildah = buildahIn(cache);
    const list = `localhost/tinjis/${name}:${commit}`;
    const bases = await localBases(buildah, cache, progress);
    await progress.step(`image ${name} built from ${commit.slice(0, 12)}`, () => build(source, { commit, list, bases }, buildah));
    return progress.step(`image ${reference} pushed`, async () => (
      { reference, commit, digest: await buildah.moveList(list, target, registry.insecure) }
    ));
  });
}

async function lastChange({ repository, revision }: ServiceSource, dockerfile: string): Promise<string> {
  const inputs = imageInputs(dockerfile, await run('git', ['-C', repository, 'show', `${revision}:${dockerfile}`]));
  const paths = inputs.filter((path) => path !== '');
  return (await run('git', ['-C', repository, 'log', '-1', '--format=%H', revision, '--', ...paths])).trim();
}

/** @returns path of the file that names the base images */
async function localBases({ env }: Buildah, cache: string, progress: Progress): Promise<string> {
  const make = () => run(join(checkout, '.github/scripts/image/local-bases.sh'), [], {
    cwd: checkout, env: { ...env, TINJIS_IMAGE_CACHE: join(cache, 'images', 'bases') },
  });
  const printed = await progress.step('base images of the services there', make);
  return printed.trim().split('\n').at(-1) ?? '';
}

async function build(
  { service, repository }: ServiceSource, { commit, list, bases }: { commit: string; list: string; bases: string }, { env }: Buildah,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'tinjis-source-'));
  try {
    // One commit, whatever lies in the working tree.
    await run('git', ['clone', '--quiet', '--shared', '--no-checkout', repository, scratch]);
    await run('git', ['checkout', '--quiet', '--detach', commit], { cwd: scratch });
    const npm = (await run('npm', ['config', 'get', 'cache'], { cwd: checkout })).trim();
    await run('.github/scripts/image/build.sh', [], {
      cwd: scratch,
      env: {
        ...env, SERVICE: service, LIST: list, PLATFORMS: 'linux/amd64', BASES: bases, BUILD_OPTIONS: `--pull-never --volume ${npm}:/root/.npm`,
      },
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
