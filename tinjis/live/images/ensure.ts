import { join } from 'node:path';
import type { ClusterRegistry } from '../cluster.ts';
import type { Progress } from '../progress.ts';
import { type Buildah, buildahIn } from './buildah.ts';
import { type StandIn, type StandInName, standIns } from './catalogue.ts';
import { debianRoot, makeDebianRoot } from './debian-root.ts';
import { inputsOf } from './inputs.ts';
import { withLock } from './lock.ts';
import { destination, type PushedImage, referenceOf, withTag } from './names.ts';
import { pushedDigest } from './registry.ts';

/** Where images are made and where they go. */
export interface ImagePlace {
  readonly registry: ClusterRegistry;
  /** Image path of the project's own images, of `ownPath`. */
  readonly own: string;
  /** The cluster's cache folder. */
  readonly cache: string;
  readonly progress: Progress;
}

/**
 * Sees to it that a cluster can pull some images, which stand in for those of registries out of reach.
 *
 * Each is pushed under a second tag made of its inputs: when the registry has that tag, nothing is built or pushed. Where images are
 * named after the cluster's own registry, the official ones are left to the cluster: only the project's own are pushed.
 * @returns by name, what manifests write; official images that are left to the cluster are not in it
 * @throws Failure naming the image that could not be made
 */
export async function ensureImages<Name extends StandInName>(
  names: readonly Name[], place: ImagePlace,
): Promise<Record<Name, PushedImage>> {
  const buildah = buildahIn(place.cache);
  const pushed: [Name, PushedImage][] = [];
  for (const name of names) {
    const standIn: StandIn = standIns[name];
    if (place.registry.naming === 'own' && standIn.official !== undefined) continue;
    pushed.push([name, await ensureImage(name, standIn, buildah, place)]);
  }
  return Object.fromEntries(pushed) as Record<Name, PushedImage>;
}

async function ensureImage(name: StandInName, standIn: StandIn, buildah: Buildah, place: ImagePlace): Promise<PushedImage> {
  const { registry, own, cache, progress } = place;
  const folder = join(import.meta.dirname, 'stand-ins', name);
  const inputs = await inputsOf(standIn, folder, cache, progress);
  const reference = referenceOf(name, standIn, own);
  const target = destination(registry, reference);
  const keyed = withTag(target, inputs.key);
  const there = async () => {
    const [digest, same] = await Promise.all([pushedDigest(target, registry.insecure), pushedDigest(keyed, registry.insecure)]);
    return digest !== undefined && digest === same ? { reference, digest } : undefined;
  };
  const before = await there();
  if (before) return before;
  return withLock(join(cache, 'images', 'lock'), async () => {
    const meanwhile = await there();
    if (meanwhile) return meanwhile;
    const local = `localhost/tinjis/${name}:${inputs.key}`;
    if (!await buildah.has(local)) {
      if (standIn.debian && !await buildah.has(debianRoot)) {
        await progress.step('Debian root for images made', () => makeDebianRoot(buildah, cache));
      }
      await progress.step(`image ${name} built`, () => buildah.build(local, { folder, ...inputs }));
      await buildah.keepOnly(local);
    }
    return progress.step(`image ${reference} pushed`, async () => {
      await buildah.push(local, keyed, registry.insecure);
      return { reference, digest: await buildah.push(local, target, registry.insecure) };
    });
  });
}
