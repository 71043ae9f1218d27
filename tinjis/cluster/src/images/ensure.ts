import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildahIn } from './buildah.ts';
import { type StandIn, type StandInName, standIns } from './catalogue.ts';
import { debianRoot, makeDebianRoot } from './debian.ts';
import { mirrorImage, imageTool } from './docker.ts';
import { inputsOf } from './inputs.ts';
import { type PushedImage, type ImagePlace, timed, destination, imageReferenceOf, madeOnce, withTag } from './place.ts';
import { pushedDigest } from './registry.ts';

/**
 * Makes sure that a cluster can pull some images, which stand in for those of registries out of reach.
 *
 * Each image is pushed under a second tag made from its inputs. If the registry has that tag, nothing is built or
 * pushed. Where images are named after the cluster's own registry, the cluster pulls the official images itself, and
 * only the project's own are pushed.
 * @returns by name, the reference that manifests write; it leaves out official images that the cluster pulls itself
 * @throws Failure naming the image that could not be made
 */
export async function ensureImages<Name extends StandInName>(
  names: readonly Name[],
  place: ImagePlace,
): Promise<Record<Name, PushedImage>> {
  const tool = await imageTool(place.registry);
  const pushed: [Name, PushedImage][] = [];
  for (const name of names) {
    const standIn: StandIn = standIns[name];
    if (place.registry.naming === 'own' && standIn.official !== undefined) continue;
    pushed.push([name, await (tool === 'buildah' ? madeHere : mirrored)(name, standIn, place)]);
  }
  return Object.fromEntries(pushed) as Record<Name, PushedImage>;
}

async function madeHere(name: StandInName, standIn: StandIn, place: ImagePlace): Promise<PushedImage> {
  const { registry, cache, progress } = place;
  const folder = join(import.meta.dirname, 'stand-ins', name);
  const inputs = await inputsOf(standIn, folder, cache, progress);
  return pushedOnce(name, standIn, inputs.key, place, async (targets) => {
    const buildah = buildahIn(cache);
    const local = `localhost/tinjis/${name}:${inputs.key}`;
    if (!(await buildah.has(local))) {
      await buildah.tidy();
      if (standIn.debian && !(await buildah.has(debianRoot))) {
        await progress.step('Debian root for images made', () =>
          timed(cache, 'debian', () => makeDebianRoot(buildah, cache)),
        );
      }
      await progress.step(`image ${name} built`, () =>
        timed(cache, name, () => buildah.build(local, { folder, ...inputs })),
      );
      await buildah.keepOnly(local);
    }
    return progress.step(`image ${name} pushed`, () =>
      inTurn(targets, (target) => buildah.push(local, target, registry)),
    );
  });
}

function mirrored(name: StandInName, standIn: StandIn, place: ImagePlace): Promise<PushedImage> {
  const source = standIn.mirrors ?? standIn.official ?? '';
  const key = createHash('sha256').update(source).digest('hex').slice(0, 16);
  return pushedOnce(name, standIn, key, place, (targets) =>
    place.progress.step(`image ${source} mirrored`, () =>
      inTurn(targets, (target) => mirrorImage(source, target, place.registry)),
    ),
  );
}

/**
 * Pushes an image under its name and under its key, unless both already name the same image in the registry.
 * @param push pushes under all the names it is given, the last one last, and returns its digest
 */
async function pushedOnce(
  name: string,
  standIn: StandIn,
  key: string,
  { registry, own, cache }: ImagePlace,
  push: (targets: readonly string[]) => Promise<string>,
): Promise<PushedImage> {
  const reference = imageReferenceOf(name, standIn, own);
  const target = destination(registry, reference);
  const keyed = withTag(target, key);
  const there = async (): Promise<string | undefined> => {
    const [digest, same] = await Promise.all([target, keyed].map((each) => pushedDigest(each, registry.insecure)));
    return digest === same ? digest : undefined;
  };
  return { reference, digest: await madeOnce(cache, there, () => push([keyed, target])) };
}

/** @returns the outcome of the last push */
async function inTurn(targets: readonly string[], push: (target: string) => Promise<string>): Promise<string> {
  let digest = '';
  for (const target of targets) {
    digest = await push(target);
  }
  return digest;
}
