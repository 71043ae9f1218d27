import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { hasRoutes } from '../model/layout.ts';
import { type Patch, thisCluster } from './generated.ts';

/**
 * The kinds that make up a service. The deployer's role (policies/rbac/team-deployer.yaml) grants the same kinds: two
 * layers, one list.
 */
const writtenKinds = [
  ['""', 'ConfigMap'],
  ['""', 'Service'],
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['bitnami.com', 'SealedSecret'],
  ['policy', 'PodDisruptionBudget'],
] as const;

/** Kinds that Kubernetes makes from the others. */
const childKinds = [
  ['""', 'PersistentVolumeClaim'],
  ['""', 'Pod'],
  ['apps', 'ControllerRevision'],
  ['apps', 'ReplicaSet'],
  ['discovery.k8s.io', 'EndpointSlice'],
] as const;

/** What Argo CD lets a team deploy, and where. */
export function teamProject({ repository }: Teams, team: DeveloperTeam): string {
  return `
# What Argo CD lets the team ${team.name} deploy, and where. No field of a project restricts the path in a repository: that is why
# Applications are the platform's (observed: a team's Application may name another team's folder).
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${team.name}
  namespace: argocd
  annotations:
    # Before the Applications that are in it.
    argocd.argoproj.io/sync-wave: "-1"
spec:
  description: Services of the team ${team.name}
  sourceRepos:
    - ${repository}
  # By server, not by name: observed, a rule by one is not held against a destination by the other.
  destinations:
    - server: ${thisCluster}
      namespace: ${team.namespace}
  # Syncs act as this account of the team's own namespace.
  destinationServiceAccounts:
    - server: ${thisCluster}
      namespace: ${team.namespace}
      defaultServiceAccount: deployer
  # None: no Namespace, no ClusterRole, no CreateNamespace=true.
  clusterResourceWhitelist: []
  # Listed one by one: a missing list would allow every kind, and an empty one turns into a missing one at the next write of the API.
  namespaceResourceWhitelist:
${kindList(writtenKinds)}
    # Not for syncing (the deployer may not write them): what is not listed is missing from the tree in the UI, and without Pod and
    # ReplicaSet logs are empty.
${kindList(childKinds)}
`;
}

function kindList(kinds: readonly (readonly [string, string])[]): string {
  return kinds.map(([group, kind]) => `    - {group: ${group}, kind: ${kind}}`).join('\n');
}

/** A cluster's differences in a team's project: its repository, and routes if a Gateway takes them. */
export function projectPatch(teams: Teams, team: DeveloperTeam, cluster: Cluster): Patch {
  // Goes behind the kinds that make up a service, and before the kinds that follow from them.
  const route = `- op: add
  path: /spec/namespaceResourceWhitelist/${writtenKinds.length}
  value: {group: gateway.networking.k8s.io, kind: HTTPRoute}`;
  return {
    target: 'kind: AppProject',
    operations: [
      ...(cluster.repository === teams.repository
        ? []
        : [`- {op: replace, path: /spec/sourceRepos/0, value: ${cluster.repository}}`]),
      ...(hasRoutes(team, cluster) ? [route] : []),
    ],
  };
}
