import {
  clusterFolder,
  destinationIn,
  manifestFolder,
  nameInArgocd,
  teamApplication,
  teamBaseFolder,
  teamFolder,
} from '../model/layout.ts';
import type { Cluster, DeveloperTeam, Service, Teams } from '../model/teams.ts';
import type { Patch } from './generated.ts';

/** The reasons for each setting of an Application. All Applications are alike, so a file says this once at its top. */
export const syncComments = `#   selfHeal         undoes changes by hand; also fixes an Application that a commit during a sync left OutOfSync
#   ServerSideApply  client-side apply fails on objects as large as Argo CD's own CRDs, and forgets who owns a field
#   FailOnShared…    observed: without it a second Application takes over an object that another one deployed
#   retry.refresh    observed: without it a fixing commit waits until every retry of the broken one is used up`;

/**
 * The root Application of a cluster. It manages itself, so the cluster runs what is merged. It has no finalizer:
 * deleting it must not take the cluster apart.
 * @param spoke a cluster to which a hub delivers, for the root that the hub keeps for it
 */
export function rootApplication(teams: Teams, spoke?: Cluster): string {
  return application(
    {
      name: teams.platform.name,
      project: teams.platform.name,
      paths: '/clusters;/policies',
      repository: teams.repository,
      namespace: 'argocd',
    },
    spoke && { cluster: spoke, path: clusterFolder(spoke.name) },
  );
}

/**
 * The Application that brings a team's governance. It has no finalizer, for the same reason: the namespace holds data.
 */
export function governanceApplication(teams: Teams, { name }: DeveloperTeam, spoke?: Cluster): string {
  return application(
    {
      name: teamApplication(name),
      project: teams.platform.name,
      // The cluster's own folder, and the base under it.
      paths: `.;/${teamBaseFolder(name)}`,
      repository: teams.repository,
      namespace: 'argocd',
    },
    spoke && { cluster: spoke, path: teamFolder(spoke.name, name) },
  );
}

/** The Application of one service. */
export function serviceApplication(teams: Teams, { name, team, namespace }: Service, spoke?: Cluster): string {
  const folder = manifestFolder({ team, service: name });
  return application(
    { name, project: team, paths: `/${folder}`, repository: teams.repository, namespace, finalizer: true },
    spoke && { cluster: spoke, path: `${folder}/overlays/${spoke.name}` },
  );
}

/** The source of each Application on a cluster: its folder, and its repository if the cluster has its own. */
export function sourceOf(name: string, path: string, teams: Teams, cluster: Cluster): Patch {
  return {
    target: `kind: Application, name: ${name}`,
    operations: [
      `- {op: add, path: /spec/source/path, value: ${path}}`,
      ...(cluster.repository === teams.repository
        ? []
        : [`- {op: replace, path: /spec/source/repoURL, value: ${cluster.repository}}`]),
    ],
  };
}

/** The sources of the root and of the teams' Applications on a cluster. */
export function governanceSources(teams: Teams, cluster: Cluster): readonly Patch[] {
  return [
    sourceOf(teams.platform.name, clusterFolder(cluster.name), teams, cluster),
    ...teams.developers.map(({ name }) =>
      sourceOf(teamApplication(name), teamFolder(cluster.name, name), teams, cluster),
    ),
  ];
}

interface Written {
  readonly name: string;
  readonly project: string;
  /** A push refreshes only the Applications whose folders it touches. */
  readonly paths: string;
  readonly repository: string;
  readonly namespace: string;
  /** If set, deleting the Application deletes its objects. */
  readonly finalizer?: true;
}

/** An Application on a hub says where its cluster is, and which folder it gets; those of other clusters are patched. */
interface OnHub {
  readonly cluster: Cluster;
  readonly path: string;
}

function application({ name, project, paths, repository, namespace, finalizer }: Written, onHub?: OnHub): string {
  const named = (text: string): string => nameInArgocd(text, onHub?.cluster);
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${named(name)}
  namespace: argocd
  annotations:
    argocd.argoproj.io/manifest-generate-paths: ${paths}
    argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
${finalizer ? '  finalizers: [resources-finalizer.argocd.argoproj.io]\n' : ''}\
spec:
  project: ${named(project)}
  source:
    repoURL: ${onHub?.cluster.repository ?? repository}
    targetRevision: refs/heads/main
${onHub ? `    path: ${onHub.path}\n` : ''}\
  destination:
    server: ${destinationIn(onHub?.cluster).server}
    namespace: ${namespace}
  revisionHistoryLimit: 5
  syncPolicy:
    automated: {prune: true, selfHeal: true}
    syncOptions: [ServerSideApply=true, FailOnSharedResource=true]
    retry: {limit: 5, backoff: {duration: 5s, factor: 2, maxDuration: 1m}, refresh: true}`;
}
