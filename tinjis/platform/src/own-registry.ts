import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import { Failure } from '@tinjis/manifests/failure';
import { adopt, type Writes } from '@tinjis/delivery/plan/adopt/adopt';
import type { ClusterRegistry } from '@tinjis/cluster/cluster';

/**
 * Names the project's images after a cluster's own registry, as `tinjis adopt` would: the team file, and everything
 * generated from it. Nothing where the nodes ask a mirror for the names that are written already.
 */
export function registryWrites(tree: Tree, teams: Teams, { naming, push }: ClusterRegistry): Writes {
  if (naming === 'mirror' || teams.registry === push) return {};
  const { organisation, repository } = teams;
  const planned = adopt(tree, { organisation, repository, registry: push, members: {}, domains: {} });
  if ('refusal' in planned) throw new Failure('misuse', planned.refusal);
  return planned.writes;
}
