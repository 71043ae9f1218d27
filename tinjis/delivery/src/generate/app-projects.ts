import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { generated, thisCluster, type GeneratedFile } from './generated.ts';
import { kustomization } from './kustomization.ts';
import { hasRoutes } from '../model/workloads.ts';

/**
 * The kinds that make up a service. The deployer's role (policies/rbac/team-deployer.yaml) grants the same ones: two
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

const routeKind = ['gateway.networking.k8s.io', 'HTTPRoute'] as const;

/** Kinds that Kubernetes makes of the others. */
const childKinds = [
  ['""', 'PersistentVolumeClaim'],
  ['""', 'Pod'],
  ['apps', 'ControllerRevision'],
  ['apps', 'ReplicaSet'],
  ['discovery.k8s.io', 'EndpointSlice'],
] as const;

/** One AppProject a team, the platform's own, and the emptied default. */
export function appProjects(teams: Teams, cluster: Cluster): GeneratedFile[] {
  const folder = `clusters/${cluster.name}/projects`;
  const files = [
    generated(`${folder}/default.yaml`, defaultProject),
    generated(`${folder}/platform.yaml`, platformProject(cluster)),
    ...teams.developers.map((team) => generated(`${folder}/${team.name}.yaml`, teamProject(team, cluster))),
  ];
  return [...files, kustomization(folder, files)];
}

function teamProject(team: DeveloperTeam, cluster: Cluster): string {
  const written = hasRoutes(team, cluster) ? [...writtenKinds, routeKind] : writtenKinds;
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
    - ${cluster.repository}
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
${kindList(written)}
    # Not for syncing (the deployer may not write them): what is not listed is missing from the tree in the UI, and without Pod and
    # ReplicaSet logs are empty.
${kindList(childKinds)}
`;
}

function kindList(kinds: readonly (readonly [string, string])[]): string {
  return kinds.map(([group, kind]) => `    - {group: ${group}, kind: ${kind}}`).join('\n');
}

const platformProject = (cluster: Cluster): string => `
# The platform's own project: Argo CD, namespaces, policies, and every other project. Only the root Application is in it.
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: platform
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
spec:
  description: The cluster itself
  sourceRepos:
    - ${cluster.repository}
  destinations:
    - server: ${thisCluster}
      namespace: "*"
  # With impersonation enforced a project without an account does not sync at all, the platform's own included.
  destinationServiceAccounts:
    - server: ${thisCluster}
      namespace: argocd
      defaultServiceAccount: platform-deployer
  clusterResourceWhitelist:
    - {group: "*", kind: "*"}
  namespaceResourceWhitelist:
    - {group: "*", kind: "*"}
`;

const defaultProject = `
# Argo CD makes this project at its first start, open to everything, and takes every Application without a project into it. It cannot be done
# without: deleted, it comes back open. Emptied, it refuses (observed), and stays so over restarts.
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: default
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
spec:
  description: Emptied; nothing may be deployed from here
  sourceRepos: []
  destinations: []
  clusterResourceWhitelist: []
  # An empty list of allowed kinds would turn into "all kinds" at the next write of the API; a list of refused ones does not.
  namespaceResourceBlacklist:
    - {group: "*", kind: "*"}
`;
