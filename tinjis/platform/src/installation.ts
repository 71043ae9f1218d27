import { hubOf, nameInArgocd, teamApplication } from '@tinjis/delivery/model/layout';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { Reference } from '@tinjis/cluster/kubernetes/objects';
import type { Progress } from '@tinjis/cluster/progress';
import type { Folders } from '@tinjis/cluster/state';

/** The input to every step of an installation. */
export interface Installation {
  readonly cluster: LiveCluster;
  readonly kubernetes: Kubernetes;
  readonly folders: Folders;
  readonly progress: Progress;
  /** Top folder of the checkout to deliver. */
  readonly root: string;
}

/** The name in policies/teams.yaml for every platform that `tinjis up` brings up. */
export const localCluster = 'local';

/** The nodes' ports, as clusters/local and apps/ write them. */
export const nodePorts = { argocd: 30443, antaeus: 30080 } as const;

/** The Secret in which Argo CD keeps its own certificate and key, and its accounts' passwords. */
export const argocdSecret = { apiVersion: 'v1', kind: 'Secret', namespace: 'argocd', name: 'argocd-secret' } as const;

/** The Application with this name; without a name, all Applications. */
export const application = (name?: string): Reference => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  namespace: 'argocd',
  ...(name === undefined ? {} : { name }),
});

/** Port of the git server on this machine. */
export const gitPort = 8090;

/**
 * The names of the Applications that a cluster's Argo CD has, for itself and for those to which it delivers: the root,
 * one for each team's governance, and one for each service.
 */
export function applicationsOf(teams: Teams, name = localCluster): readonly string[] {
  const ofTeams = teams.developers.flatMap((team) => [
    teamApplication(team.name),
    ...team.services.map((each) => each.name),
  ]);
  return teams.clusters
    .filter((cluster) => hubOf(cluster) === name)
    .flatMap((cluster) => [teams.platform.name, ...ofTeams].map((each) => nameInArgocd(each, cluster)));
}
