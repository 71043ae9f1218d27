import { imageOf, setImage } from '../../src/bump/overlay.ts';
import type { Image } from '../../src/bump/image.ts';
import { loadTeams } from '../../src/load/teams.ts';
import { overlayFile } from '../../src/model/service-folders.ts';
import { Failure } from '../../src/outcome/failure.ts';
import type { StandInName } from '../images/catalogue.ts';
import { ensureImages } from '../images/ensure.ts';
import { ownPath, type PushedImage } from '../images/names.ts';
import type { ImagePlace } from '../images/place.ts';
import { ensureServiceImage } from '../images/service.ts';
import { localCluster, type Site } from './platform.ts';
import { type ServedClone, treeOf } from './served.ts';

/** Images of our own that no service is built from. */
export type OwnImages = Pick<Record<StandInName, PushedImage>, 'postgresql'>;

/** Makes the images that are no service's and that the registry lacks. */
export async function standInImages(site: Site, clone: ServedClone): Promise<OwnImages> {
  return ensureImages(['argocd', 'redis', 'sealed-secrets', 'postgresql', 'box'], placeOf(site, clone));
}

/**
 * Builds every service that the registry lacks, and says what to enter into the overlays of the local cluster.
 * @param changed the served repository took over commits: its services run what is built from them; otherwise an image
 * that somebody   entered stays, unless the registry has lost it
 */
export async function imageWrites(
  site: Site,
  clone: ServedClone,
  { changed, own }: { readonly changed: boolean; readonly own: OwnImages },
): Promise<Readonly<Record<string, string>>> {
  const tree = treeOf(clone);
  const teams = loadTeams(tree);
  const place = placeOf(site, clone);
  const writes: Record<string, string> = {};
  for (const service of teams.developers.flatMap((team) => team.services)) {
    const file = overlayFile({ team: service.team, service: service.name }, localCluster);
    const built = await ensureServiceImage(
      { service: `${service.team}/${service.name}`, repository: clone.folder, revision: 'main' },
      place,
    );
    const enter = (text: string, name: string, pushed: PushedImage): string => {
      const image = imageFrom(pushed);
      const current = imageOf(text, file, name);
      if ('refusal' in current) throw new Failure('unreadable', current.refusal);
      if (current.image && !changed && current.image.newTag !== image.newTag) return text;
      const edited = setImage(text, file, name, image);
      if ('refusal' in edited) throw new Failure('unreadable', edited.refusal);
      return edited.text;
    };
    const before = tree.text(file);
    const entered = enter(before, service.name, built);
    const after = service.database ? enter(entered, service.database, own[service.database]) : entered;
    if (after !== before) writes[file] = after;
  }
  return writes;
}

function placeOf({ cluster: { registry }, folders: { cache }, progress }: Site, clone: ServedClone): ImagePlace {
  return { registry, own: ownPath(registry, loadTeams(treeOf(clone)).registry), cache, progress };
}

function imageFrom({ reference, digest }: PushedImage): Image {
  const colon = reference.lastIndexOf(':');
  return { newName: reference.slice(0, colon), newTag: reference.slice(colon + 1), digest };
}
