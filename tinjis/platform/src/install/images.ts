import { imageOf, setImage, type Image } from '@tinjis/delivery/model/image-entry';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { overlayFile } from '@tinjis/delivery/model/layout';
import { Failure } from '@tinjis/manifests/failure';
import type { StandInName } from '@tinjis/cluster/images/catalogue';
import { ensureImages } from '@tinjis/cluster/images/ensure';
import { ownPath, type PushedImage, type ImagePlace } from '@tinjis/cluster/images/place';
import { ensureServiceImage } from '@tinjis/cluster/images/service';
import { localCluster, type Installation } from '../installation.ts';
import { type ServedClone, treeOf } from '../git/served-clone.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import { adopt } from '@tinjis/delivery/plan/adopt/adopt';
import type { Writes } from '@tinjis/manifests/edit/apply';
import type { ClusterRegistry } from '@tinjis/cluster/cluster';

/** Our own images that are not built from a service. */
type OwnImages = Pick<Record<StandInName, PushedImage>, 'postgresql'>;

/** Makes the images that belong to no service and that the registry lacks. */
export async function standInImages(installation: Installation, clone: ServedClone): Promise<OwnImages> {
  return ensureImages(['argocd', 'redis', 'sealed-secrets', 'postgresql', 'box'], placeOf(installation, clone));
}

/**
 * Builds every service that the registry lacks, and returns what to enter into the local cluster's overlays.
 * @param changed the served repository took over commits: its services run the images built from them. Otherwise an
 * image that somebody entered stays, unless the registry has lost it
 */
export async function imageWrites(
  installation: Installation,
  clone: ServedClone,
  { changed, own }: { readonly changed: boolean; readonly own: OwnImages },
): Promise<Readonly<Record<string, string>>> {
  const tree = treeOf(clone);
  const teams = loadTeams(tree);
  const place = placeOf(installation, clone);
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

function placeOf({ cluster, folders, progress }: Installation, clone: ServedClone): ImagePlace {
  const { registry } = cluster;
  return { registry, own: ownPath(registry, loadTeams(treeOf(clone)).registry), cache: folders.cache, progress };
}

function imageFrom({ reference, digest }: PushedImage): Image {
  const colon = reference.lastIndexOf(':');
  return { newName: reference.slice(0, colon), newTag: reference.slice(colon + 1), digest };
}

/**
 * Names the project's images after a cluster's own registry, as `tinjis adopt` would: in the team file, and in
 * everything generated from it. Changes nothing where the nodes ask a mirror for the existing names.
 */
export function registryWrites(tree: Tree, teams: Teams, { naming, push }: ClusterRegistry): Writes {
  if (naming === 'mirror' || teams.registry === push) return {};
  const { organisation, repository, deliveryApp } = teams;
  const kept = { organisation, repository, ...(deliveryApp !== undefined && { deliveryApp }), example: true };
  const planned = adopt(tree, { ...kept, registry: push, members: {}, domains: {} });
  if ('refusal' in planned) throw new Failure('misuse', planned.refusal);
  return planned.writes;
}
