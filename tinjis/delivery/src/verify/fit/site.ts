import { type PodSource, podsOf } from '../../answer/connect.ts';
import { type ClusterModel, type Model, serviceOn, type Workload, workloadsOf } from '../../model/model.ts';
import { serviceKey } from '../../model/layout.ts';
import type { DeveloperTeam, Service } from '../../model/teams.ts';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import type { Tally } from '../tally.ts';

/** A team on a cluster: all that its folders bring into its namespace. */
export interface TeamSite {
  readonly cluster: ClusterModel;
  readonly team: DeveloperTeam;
  readonly workloads: readonly Workload[];
  readonly pods: readonly PodSource[];
  readonly services: readonly Resource[];
}

/** A service of a team, and the folder that brings it. */
export interface ServiceSite extends TeamSite {
  readonly service: Service;
  readonly workload: Workload;
}

/** A team on every cluster. */
export function teamSites(model: Model, team: DeveloperTeam): readonly TeamSite[] {
  return model.clusters.map((cluster) => {
    const workloads = workloadsOf(model, cluster, team.name);
    return {
      cluster,
      team,
      workloads,
      pods: workloads.flatMap(podsOf),
      services: workloads.flatMap(({ objects }) => objects.kind('/Service')),
    };
  });
}

/** Every service of a team on every cluster. */
export function serviceSites(model: Model, team: DeveloperTeam): readonly ServiceSite[] {
  return teamSites(model, team).flatMap((site) =>
    site.team.services.map((service) => ({
      ...site,
      service,
      workload: serviceOn(model, site.cluster, { team: service.team, service: service.name }).workload,
    })),
  );
}

/**
 * One case about a field of an object.
 * @param more arguments of the finding besides the object's kind and name, its service, namespace and cluster
 */
export function expectField(
  tally: Tally,
  { cluster, team, workload }: Pick<ServiceSite, 'cluster' | 'team' | 'workload'>,
  { object, at }: Resource,
): (holds: boolean, code: string, path: FieldPath, more?: Readonly<Record<string, string>>) => void {
  const { kind, metadata } = object;
  return (holds, code, path, more = {}) =>
    tally.hold(holds, () => ({
      code,
      args: {
        kind,
        name: metadata.name,
        service: serviceKey(workload.service),
        namespace: team.namespace,
        cluster: cluster.name,
        ...more,
      },
      at: at(path),
    }));
}
