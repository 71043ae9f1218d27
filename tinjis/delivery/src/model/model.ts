import type { Finding } from '@tinjis/rules/ruling';
import type { At } from '@tinjis/rules/objects/located';
import type { Objects } from '@tinjis/rules/objects/objects';
import type { Catalogue } from './kinds.ts';
import {
  type Cluster,
  type ServiceName,
  type Teams,
  type DeveloperTeam,
  developerTeam,
  developerTeams,
} from './teams.ts';
import { serviceKey } from './layout.ts';

/** A whole delivery repository: who may what is decided by this and nothing else. */
export interface Model {
  readonly teams: Teams;
  /** What teams may deploy, kind by kind. */
  readonly kinds: Catalogue;
  readonly clusters: readonly ClusterModel[];
  /** The file GitHub takes owners from; undefined where there is none, and then nobody's approval is needed. */
  readonly codeowners?: { readonly file: string; readonly text: string };
  /** Every path of the delivery folders. */
  readonly paths: readonly string[];
}

/** What one cluster gets. */
export interface ClusterModel {
  readonly name: string;
  readonly declared: Cluster;
  /** Everything the platform gives it: Argo CD and its settings, projects, applications, namespaces, policies. */
  readonly governance: Objects;
  /**
   * What stands where its Argo CD runs: `governance` itself, or its hub's. Of projects and Applications only those that
   * are about this cluster, by their names.
   */
  readonly argocd: Objects;
  /** Where the team file says that the settings of its Argo CD are not in the repository. */
  readonly settingsElsewhere?: At;
  /** What the teams bring, by `team/service`. */
  readonly workloads: ReadonlyMap<string, Workload>;
  /** Folders that kustomize refuses: of what they would bring nothing is known. */
  readonly unrendered: readonly Finding[];
}

/** A service as one cluster gets it. */
export interface Workload {
  readonly service: ServiceName;
  /** The folder Argo CD reads. */
  readonly folder: string;
  readonly objects: Objects;
  /** Whether an image was ever built for this cluster; without one there is nothing to run yet. */
  readonly built: boolean;
  /** Where its image is named, or would be. */
  readonly image: At;
}

/** A service of the team file with what a cluster gets of it. */
export interface ServiceOnCluster {
  readonly team: DeveloperTeam;
  readonly workload: Workload;
}

/** Looks up a service that the team file is known to have; asking for another is a mistake of the caller. */
export function serviceOn(model: Model, cluster: ClusterModel, name: ServiceName): ServiceOnCluster {
  const team = developerTeam(model.teams, name.team);
  const workload = cluster.workloads.get(serviceKey(name));
  if (!team || !workload) throw new RangeError(`the team file has no service ${serviceKey(name)}`);
  return { team, workload };
}

/** The services of teams on a cluster; of a person's teams, the folders that they may change. */
export function workloadsOf(model: Model, cluster: ClusterModel, ...teams: readonly string[]): readonly Workload[] {
  const own = developerTeams(model.teams, teams).flatMap(({ services }) => services);
  return own.map(({ team: of, name }) => serviceOn(model, cluster, { team: of, service: name }).workload);
}
