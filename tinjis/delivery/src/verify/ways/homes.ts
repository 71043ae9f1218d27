import { workloadsOf } from '../../answer/target.ts';
import type { ClusterModel, Model, Workload } from '../../model/model.ts';
import type { DeveloperTeam } from '../../model/teams.ts';

/** A namespace that somebody could bring workloads into. */
export interface Home {
  readonly team: DeveloperTeam;
  /** One of its services, which stands for all: who may write workloads there may write those of all. */
  readonly first: Workload;
}

/** The namespaces that have services, by name. */
export function homesOf(model: Model, cluster: ClusterModel): ReadonlyMap<string, Home> {
  return new Map(
    model.teams.developers.flatMap((team) =>
      workloadsOf(model, cluster, team.name)
        .slice(0, 1)
        .map((first) => [team.namespace, { team, first }]),
    ),
  );
}
