import { imageOf, readImage } from '@tinjis/delivery/model/image-entry';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '@tinjis/delivery/model/layout';
import type { Service, Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The images that each cluster is to run: every service's image, by commit and digest. */
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

const file = 'services/base-images.env';

/**
 * The base images: publishing needs a digest after each name.
 * @param root top folder of the repository
 */
export function baseImageCheck(root: string): HealthCheck {
  const rest = {
    group: 'images',
    name: 'what they are built from',
    needed: 'by digest',
    fix: 'nothing is published before: .github/scripts/image/pin-bases.sh enters the digests, then merge the change',
  };
  if (!existsSync(join(root, file))) return { ...rest, health: 'wrong', found: `there is no ${file}` };
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/.test(line));
  const unpinned = lines.filter((line) => !/@sha256:[0-9a-f]{64}$/.test(line)).length;
  return {
    ...rest,
    health: unpinned === 0 ? 'right' : 'notice',
    found: unpinned === 0 ? 'by digest' : `${unpinned} of ${lines.length} by tag alone`,
  };
}
