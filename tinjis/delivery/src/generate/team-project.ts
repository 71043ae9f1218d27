import type { Cluster, DeveloperTeam, Teams } from '../model/teams.ts';
import { type Catalogue, grantedKinds, type GroupKind, madeKinds } from '../model/kinds.ts';
import { destinationIn, nameInArgocd } from '../model/layout.ts';
import type { Patch } from './generated.ts';

/**
 * What Argo CD lets a team deploy, and where.
 * @param spoke a cluster to which a hub delivers, for the project that the hub keeps for it; the base of all others
 * without
 */
export function teamProject(teams: Teams, team: DeveloperTeam, catalogue: Catalogue, spoke?: Cluster): string {
  const written = grantedKinds(catalogue, team, spoke);
  const { server } = destinationIn(spoke);
  return `
# What Argo CD lets the team ${team.name} deploy, and where. No field of a project restricts the path in a repository: that is why
# Applications are the platform's (observed: a team's Application may name another team's folder).
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${nameInArgocd(team.name, spoke)}
  namespace: argocd
  annotations:
    # Before the Applications that are in it.
    argocd.argoproj.io/sync-wave: "-1"
spec:
  description: Services of the team ${team.name}${spoke ? ` on ${spoke.name}` : ''}
  sourceRepos:
    - ${(spoke ?? teams).repository}
  # By server, not by name: observed, a rule by one is not held against a destination by the other.
  destinations:
    - server: ${server}
      namespace: ${team.namespace}
  # Syncs act as this account of the team's own namespace.
  destinationServiceAccounts:
    - server: ${server}
      namespace: ${team.namespace}
      defaultServiceAccount: deployer
  # None: no Namespace, no ClusterRole, no CreateNamespace=true.
  clusterResourceWhitelist: []
  # Listed one by one: a missing list would allow every kind, and an empty one turns into a missing one at the next write of the API.
  namespaceResourceWhitelist:
${kindList(written)}
    # Not for syncing (the deployer may not write them): what is not listed is missing from the tree in the UI, and without Pod and
    # ReplicaSet logs are empty.
${kindList(madeKinds(written))}
`;
}

function kindList(kinds: readonly GroupKind[]): string {
  return kinds.map((each) => `    - ${kindItem(each)}`).join('\n');
}

function kindItem({ group, kind }: GroupKind): string {
  return `{group: ${group || '""'}, kind: ${kind}}`;
}

/** A cluster's differences in a team's project: its repository, and the kinds that the team has here alone. */
export function projectPatch(teams: Teams, team: DeveloperTeam, cluster: Cluster, catalogue: Catalogue): Patch {
  const everywhere = grantedKinds(catalogue, team);
  const here = grantedKinds(catalogue, team, cluster).filter((each) => !everywhere.includes(each));
  // They go behind the kinds that the team writes, and before the kinds that follow from them.
  const kinds = here.map(
    (each, index) => `- op: add
  path: /spec/namespaceResourceWhitelist/${everywhere.length + index}
  value: ${kindItem(each)}`,
  );
  return {
    target: 'kind: AppProject',
    operations: [
      ...(cluster.repository === teams.repository
        ? []
        : [`- {op: replace, path: /spec/sourceRepos/0, value: ${cluster.repository}}`]),
      ...kinds,
    ],
  };
}
