import { readImage, imageOf } from '@tinjis/delivery/model/image-entry';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '@tinjis/delivery/model/layout';
import type { Service, Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';

/** What each cluster is to run: every service's image, by commit and digest. */
export function imageChecks(tree: Tree, teams: Teams): readonly HealthCheck[] {
  const services = teams.developers.flatMap((team) => team.services);
  return teams.clusters.flatMap(({ name: cluster }) =>
    services.map((service) => imageCheck(tree, teams.registry, cluster, service)),
  );
}

function imageCheck(tree: Tree, registry: string, cluster: string, { team, name }: Service): HealthCheck {
  const file = overlayFile({ team, service: name }, cluster);
  const rest = {
    group: 'images',
    name: `${team}/${name} on ${cluster}`,
    needed: 'a commit and a digest',
    fix: `npx tinjis bump ${team}/${name} --cluster ${cluster} --image … --digest …`,
  };
  if (tree.kind(file) !== 'file') return { ...rest, health: 'wrong', found: `there is no ${file}` };
  const entry = imageOf(tree.text(file), file, name);
  if ('refusal' in entry) return { ...rest, health: 'wrong', found: entry.refusal.what, fix: entry.refusal.fix };
  if (!entry.image)
    return {
      ...rest,
      health: 'notice',
      found: 'never built',
      fix: 'a merge to main builds and proposes it; `tinjis up` builds what it runs itself',
    };
  const { newName, newTag, digest } = entry.image;
  const image = readImage(`${newName}:${newTag}`, digest, `${registry}/${name}`);
  if ('refusal' in image) return { ...rest, health: 'wrong', found: image.refusal.what };
  return { ...rest, health: 'right', found: `${newTag.slice(0, 12)}@${digest.slice(0, 19)}` };
}
