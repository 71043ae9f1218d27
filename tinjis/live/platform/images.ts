import { imageOf, setImage } from '../../src/bump/overlay.ts';
import type { Image } from '../../src/bump/image.ts';
import { loadTeams } from '../../src/load/teams.ts';
import { overlayFile } from '../../src/model/service-folders.ts';
import { Failure } from '../../src/outcome/failure.ts';
import { ensureImages } from '../images/ensure.ts';
import { ownPath, type PushedImage } from '../images/names.ts';
import { ensureServiceImage } from '../images/service.ts';
import { localCluster, type Site } from './platform.ts';
import { type ServedClone, treeOf } from './served.ts';

/**
 * Makes every image that the platform needs and the registry lacks, and says what to enter into the overlays of the local cluster.
 * @param changed the served repository took over commits: its services run what is built from them; otherwise an image that somebody
 *   entered stays, unless the registry has lost it
 */
export async function imageWrites(site: Site, clone: ServedClone, changed: boolean): Promise<Readonly<Record<string, string>>> {
  const { cluster: { registry }, folders: { cache }, progress } = site;
  const tree = treeOf(clone);
  const teams = loadTeams(tree);
  const place = { registry, own: ownPath(registry, teams.registry), cache, progress };
  const standIns = await ensureImages(['argocd', 'redis', 'sealed-secrets', 'postgresql', 'box'], place);
  const writes: Record<string, string> = {};
  for (const service of teams.developers.flatMap((team) => team.services)) {
    const file = overlayFile({ team: service.team, service: service.name }, localCluster);
    const built = await ensureServiceImage({ service: `${service.team}/${service.name}`, repository: clone.folder, revision: 'main' }, place);
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
    const own = enter(before, service.name, built);
    const after = service.database ? enter(own, service.database, standIns[service.database]) : own;
    if (after !== before) writes[file] = after;
  }
  return writes;
}

function imageFrom({ reference, digest }: PushedImage): Image {
  const colon = reference.lastIndexOf(':');
  return { newName: reference.slice(0, colon), newTag: reference.slice(colon + 1), digest };
}
