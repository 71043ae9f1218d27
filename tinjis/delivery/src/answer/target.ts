import { serviceKey } from '../model/layout.ts';
import type { ClusterModel, Model, Workload } from '../model/model.ts';
import { type DeveloperTeam, developerTeam, type ServiceName } from '../model/teams.ts';

/** A service of the team file with what a cluster gets of it. */
export interface Target {
  readonly team: DeveloperTeam;
  readonly workload: Workload;
}

/** Looks up a service that the team file is known to have; asking for another is a mistake of the caller. */
export function targetOf(model: Model, cluster: ClusterModel, name: ServiceName): Target {
  const team = developerTeam(model.teams, name.team);
  const workload = cluster.workloads.get(serviceKey(name));
  if (!team || !workload) throw new RangeError(`the team file has no service ${serviceKey(name)}`);
  return { team, workload };
}

/** The services of a person's team on a cluster: the folders they may change. */
export function workloadsOf(model: Model, cluster: ClusterModel, team: string | undefined): readonly Workload[] {
  const own = developerTeam(model.teams, team)?.services ?? [];
  return own.map(({ team: of, name }) => targetOf(model, cluster, { team: of, service: name }).workload);
}
