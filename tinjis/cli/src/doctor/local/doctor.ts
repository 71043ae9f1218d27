import type { Environment } from '@tinjis/manifests/cache';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { baseImageCheck, imageChecks } from './images.ts';
import { certificateChecks, repositoryChecks } from './repository.ts';
import { portChecks, toolChecks } from './machine.ts';

/** The targets of the checks. */
export interface LocalSurroundings {
  /** Top folder of the repository. */
  readonly root: string;
  readonly tree: Tree;
  readonly teams: Teams;
  readonly env: Environment;
  readonly now: Date;
}

/** Every check that this machine allows without a cluster and without the network. */
export async function localChecks({ root, tree, teams, env, now }: LocalSurroundings): Promise<readonly HealthCheck[]> {
  return [
    ...(await toolChecks(env)),
    ...(await portChecks()),
    ...repositoryChecks(tree, teams),
    ...certificateChecks(tree, teams, now),
    baseImageCheck(root),
    ...imageChecks(tree, teams),
  ];
}
