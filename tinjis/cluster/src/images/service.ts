import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOrFail } from '../process/run.ts';
import { buildahIn, type Buildah } from './buildah.ts';
import { buildAndPush, imageTool } from './docker.ts';
import { destination, madeOnce, type PushedImage, type ImagePlace, timed } from './place.ts';
import { pushedDigest } from './registry.ts';
import { dockerfileOf, serviceNameOf, type ServiceSource, sourceCommit } from './source-commit.ts';

/**
 * Makes sure that a cluster can pull a service as of a commit, built from the service's Dockerfile.
 *
 * The tag is the last commit that changed an input of the image, so a commit that changes no input builds nothing.
 * @returns the image in the form that `tinjis bump` takes
 * @throws Failure naming the image that could not be made
 */
export async function ensureServiceImage(
  source: ServiceSource,
  place: ImagePlace,
): Promise<PushedImage & { readonly commit: string }> {
  const { registry, own, cache } = place;
  const commit = await sourceCommit(source);
  const reference = `${own}/${serviceNameOf(source)}:${commit}`;
  const target = destination(registry, reference);
  const there = () => pushedDigest(target, registry.insecure);
  const digest = await madeOnce(cache, there, () =>
    atCommit(source, commit, async (sources) => {
      const build = (await imageTool(registry)) === 'buildah' ? byBuildah : byDocker;
      return build(source, { sources, commit, target }, place);
    }),
  );
  return { reference, digest, commit };
}

interface Build {
  /** Folder of the sources. */
  readonly sources: string;
  readonly commit: string;
  readonly target: string;
}

/** Builds with the pipeline's own script, on base images of this machine. */
async function byBuildah(
  source: ServiceSource,
  { sources, commit, target }: Build,
  place: ImagePlace,
): Promise<string> {
  const { progress, cache, registry } = place;
  const buildah = buildahIn(cache);
  const list = `localhost/tinjis/${serviceNameOf(source)}:${commit}`;
  await buildah.tidy();
  const bases = await progress.step('base images of the services there', () => localBases(buildah, cache));
  await progress.step(`image ${serviceNameOf(source)} built from ${commit.slice(0, 12)}`, () =>
    timed(cache, serviceNameOf(source), async () => {
      const npmCache = (await runOrFail('npm', ['config', 'get', 'cache'])).trim();
      await runOrFail('.github/scripts/image/build.sh', [], {
        cwd: sources,
        env: {
          ...buildah.env,
          SERVICE: source.service,
          LIST: list,
          PLATFORMS: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
          BASES: bases,
          NPM_CACHE: npmCache,
          BUILD_OPTIONS: '--pull-never',
        },
      });
    }),
  );
  return progress.step(`image ${serviceNameOf(source)} pushed`, () => buildah.moveList(list, target, registry));
}

async function byDocker(
  source: ServiceSource,
  { sources, commit, target }: Build,
  { progress, registry }: ImagePlace,
): Promise<string> {
  const epoch = (await runOrFail('git', ['log', '-1', '--format=%ct'], { cwd: sources })).trim();
  const args = { REVISION: commit, SOURCE_DATE_EPOCH: epoch };
  return progress.step(`image ${serviceNameOf(source)} built and pushed`, () =>
    buildAndPush(target, { context: sources, dockerfile: dockerfileOf(source), args }, registry),
  );
}

/** Gives the files of one commit, whatever the working tree holds. */
async function atCommit<T>(
  { repository }: ServiceSource,
  commit: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'tinjis-source-'));
  try {
    await runOrFail('git', ['clone', '--quiet', '--shared', '--no-checkout', repository, scratch]);
    await runOrFail('git', ['checkout', '--quiet', '--detach', commit], { cwd: scratch });
    return await use(scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Top folder of the checkout that holds this program: its Node goes into the base images. */
const checkout = join(import.meta.dirname, '..', '..', '..', '..');

/**
 * Makes the base images of the services from Debian packages and npm's Node, like the check of the Dockerfiles.
 * @param cache the cluster's cache folder
 * @returns path of the file that names them, for build.sh
 */
async function localBases({ env }: Buildah, cache: string): Promise<string> {
  const folder = join(cache, 'images', 'bases');
  const make = () =>
    runOrFail(join(checkout, '.github/scripts/image/local-bases.sh'), [], {
      cwd: checkout,
      env: { ...env, TINJIS_IMAGE_CACHE: folder },
    });
  const printed = await (existsSync(folder) ? make() : timed(cache, 'service-bases', make));
  return printed.trim().split('\n').at(-1) ?? '';
}
