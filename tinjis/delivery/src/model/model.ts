import type { At } from '@tinjis/rules/objects/located';
import type { Objects } from '@tinjis/rules/objects/objects';
import type { Cluster, ServiceName, Teams } from './teams.ts';

/** A whole delivery repository: who may what is decided by this and nothing else. */
export interface Model {
  readonly teams: Teams;
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
  /** What the teams bring, by `team/service`. */
  readonly workloads: ReadonlyMap<string, Workload>;
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
