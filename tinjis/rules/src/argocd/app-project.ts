import type { KubernetesObject } from '../objects/located.ts';

/** `argoproj.io/v1alpha1` AppProject: the fields that decide what an Application of the project may do. */
export interface AppProject extends KubernetesObject {
  readonly spec: AppProjectSpec;
}

export interface AppProjectSpec {
  readonly sourceRepos?: readonly string[] | null;
  /** Namespaces beside Argo CD's own whose Applications may be of this project. */
  readonly sourceNamespaces?: readonly string[] | null;
  readonly destinations?: readonly DestinationRule[] | null;
  readonly destinationServiceAccounts?: readonly DestinationServiceAccount[] | null;
  /** Absent and `[]` both mean none. */
  readonly clusterResourceWhitelist?: readonly ClusterKindRule[] | null;
  readonly clusterResourceBlacklist?: readonly ClusterKindRule[] | null;
  /** Absent means all, `[]` means none. */
  readonly namespaceResourceWhitelist?: readonly KindRule[] | null;
  readonly namespaceResourceBlacklist?: readonly KindRule[] | null;
  readonly permitOnlyProjectScopedClusters?: boolean;
  readonly roles?: readonly ProjectRole[] | null;
}

export interface DestinationRule {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface DestinationServiceAccount {
  readonly server: string;
  readonly namespace?: string;
  readonly defaultServiceAccount: string;
}

export interface KindRule {
  readonly group: string;
  readonly kind: string;
}

export interface ClusterKindRule extends KindRule {
  /** Empty or absent means any name. */
  readonly name?: string;
}

export interface ProjectRole {
  readonly name: string;
  /** Lines of a casbin policy, as in `p, proj:NAME:ROLE, applications, sync, NAME/*, allow`. */
  readonly policies?: readonly string[] | null;
  /** SSO groups; and local accounts, which match by name. */
  readonly groups?: readonly string[] | null;
}

/** Where an Application deploys to. Argo CD knows server and name of a cluster both, whichever the Application says. */
export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}
