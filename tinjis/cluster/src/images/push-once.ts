import { join } from 'node:path';
import type { StandIn } from './catalogue.ts';
import { withLock } from '../process/lock.ts';
import { destination, type PushedImage, imageReferenceOf, withTag } from './names.ts';
import type { ImagePlace } from './place.ts';
import { pushedDigest } from './registry.ts';

/**
 * Pushes an image under its name and under its key, unless the registry has both as one.
 * @param push pushes under all the names it is given, the last one last, and returns its digest
 */
export async function pushedOnce(
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
  const digest =
    (await there()) ??
    (await withLock(join(cache, 'images', 'lock'), async () => (await there()) ?? push([keyed, target])));
  return { reference, digest };
}

/** @returns what came of the last one */
export async function inTurn(targets: readonly string[], push: (target: string) => Promise<string>): Promise<string> {
  let digest = '';
  for (const target of targets) {
    digest = await push(target);
  }
  return digest;
}
