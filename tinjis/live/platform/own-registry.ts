import type { Tree } from '../../src/load/tree/tree.ts';
import type { Teams } from '../../src/model/teams.ts';
import { Failure } from '../../src/outcome/failure.ts';
import { adopt, type Writes } from '../../src/plan/adopt/adopt.ts';
import type { ClusterRegistry } from '../cluster.ts';

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
