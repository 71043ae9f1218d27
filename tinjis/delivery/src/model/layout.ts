import {
  type ServiceName,
  type DeveloperTeam,
  type Cluster,
  type DeclaredWorkload,
  declaredWorkload,
  type Service,
  type Teams,
} from './teams.ts';
import { isDeepStrictEqual } from 'node:util';
import { memoized } from '@tinjis/rules/memo';
import { inCluster } from '@tinjis/rules/argocd/objects';

/** The folder of everything that the platform gives one cluster. */
export function clusterFolder(cluster: string): string {
  return `clusters/${cluster}`;
}

/** Namespaces that belong to the cluster and to Argo CD; a team in one of them would hold their secrets. */
export const reservedNamespace = /^(?:default|argocd|kube-.*)$/;

/** What the hub of a cluster keeps for it: projects and Applications. */
export function argocdFolder(cluster: string): string {
  return `${clusterFolder(cluster)}/argocd`;
}

/**
 * The name of a project or an Application in the Argo CD that delivers to a cluster. A hub has those of several
 * clusters; no name of the team file has a dot, so none collides.
 */
export function nameInArgocd(name: string, cluster?: Cluster): string {
  return cluster?.argocd.by === 'hub' ? `${name}.${cluster.name}` : name;
}

/** How the Argo CD that delivers to a cluster knows it. A hub has it by the name of the team file in its secret. */
export function destinationIn(cluster?: Cluster): { readonly server: string; readonly name: string } {
  return cluster?.argocd.by === 'hub' ? { server: cluster.argocd.server, name: cluster.name } : inCluster;
}

/** The cluster whose Argo CD delivers to a cluster: mostly itself. */
export function hubOf({ name, argocd }: Cluster): string {
  return argocd.by === 'hub' ? argocd.hub : name;
}

/** The other clusters to which the Argo CD of a cluster delivers. */
export function spokesOf({ clusters }: Teams, { name }: Cluster): readonly Cluster[] {
  return clusters.filter((each) => each.name !== name && hubOf(each) === name);
}

/** Where GitHub looks for owners, in its order; the first that is there counts. */
export const codeownersFiles: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** `team/service`, as people write it. */
export function serviceKey({ team, service }: ServiceName): string {
  return `${team}/${service}`;
}

/** What the platform decides about a team on every cluster. */
export function teamBaseFolder(team: string): string {
  return `clusters/base/teams/${team}`;
}

/** What a cluster gets of a team's governance: the base, and what differs there. */
export function teamFolder(cluster: string, team: string): string {
  return `${clusterFolder(cluster)}/teams/${team}`;
}

/** The Application, of the platform's project, that brings a team's governance to a cluster. */
export function teamApplication(team: string): string {
  return `team-${team}`;
}

/** Where a service's manifests lie, for all clusters. */
export function manifestFolder({ team, service }: ServiceName): string {
  return `apps/${team}/${service}`;
}

/** Where a service's program lies. */
export function sourceFolder({ service }: Pick<ServiceName, 'service'>): string {
  return `services/${service}`;
}

/** The kustomization Argo CD renders for a service on a cluster: the one place where its image is pinned. */
export function overlayFile(name: ServiceName, cluster: string): string {
  return `${manifestFolder(name)}/overlays/${cluster}/kustomization.yaml`;
}

/** The folder of manifests a path lies in, whether the team file knows its service or not. */
export function serviceFolderOf(path: string): string | undefined {
  return /^apps\/[^/]+\/[^/]+(?=\/.)/.exec(path)?.[0];
}

/** Every folder a developer team owns, with the service it belongs to. */
export function ownedFolders(developers: readonly DeveloperTeam[]): ReadonlyMap<string, ServiceName> {
  return new Map(
    developers.flatMap(({ name: team, services }) =>
      services.flatMap(({ name: service }) =>
        [manifestFolder({ team, service }), sourceFolder({ service })].map(
          (folder) => [folder, { team, service }] as const,
        ),
      ),
    ),
  );
}

/**
 * The label by which network policies and admission know which workload a pod is. Kubernetes recommends it for that.
 */
export const nameLabel = 'app.kubernetes.io/name';

export const databasePort = 5432;

/** The name of a service's database. */
export function databaseOf(service: string): string {
  return `${service}-postgresql`;
}

/** Every workload of a team: those of each service, its own first. */
export function workloadsOfTeam({ services }: DeveloperTeam): readonly DeclaredWorkload[] {
  return services.flatMap((service) => service.workloads);
}

/** A port of one workload that another may connect to. */
export interface DeclaredConnection {
  readonly from: DeclaredWorkload;
  readonly to: DeclaredWorkload;
  readonly port: number;
}

/** Every connection between workloads that the team file allows, by the `team/name` of the caller. */
export const connectionsFrom = memoized((teams: Teams): ReadonlyMap<string, readonly DeclaredConnection[]> => {
  const all = teams.developers
    .flatMap(workloadsOfTeam)
    .flatMap((to) =>
      to.ports.flatMap(({ port, callers }) =>
        callers.map((caller) => ({ from: declaredWorkload(teams, caller) as DeclaredWorkload, to, port })),
      ),
    );
  return Map.groupBy(all, ({ from }) => workloadKey(from));
});

/** The other services that a service's own pods call. */
export function servicesCalledBy(teams: Teams, { team, name, workloads: [own] }: Service): readonly ServiceName[] {
  const called = (connectionsFrom(teams).get(workloadKey(own)) ?? []).map(({ to }) => to.service);
  const others = called.filter((each) => each.team !== team || each.service !== name);
  return others.filter((each, index) => others.findIndex((other) => isDeepStrictEqual(other, each)) === index);
}

/** `team/name` of a workload. */
export function workloadKey({ service, name }: DeclaredWorkload): string {
  return `${service.team}/${name}`;
}

/**
 * Does the team write routes on this cluster? Only where a Gateway takes them, and a service of it is reached from
 * outside.
 */
export function hasRoutes(team: DeveloperTeam, cluster: Cluster): boolean {
  return cluster.outside.by === 'gateway' && team.services.some(({ outside }) => outside);
}

/** May clients outside connect to a port of the workload? */
export function isExposed({ ports }: DeclaredWorkload): boolean {
  return ports.some(({ outside }) => outside);
}

/**
 * Where clients outside find a service: host names, each with a path if others share it, or `node-port` where a cluster
 * has no Gateway.
 */
export function addressesOf({ hosts }: Service, { outside }: Cluster): readonly string[] {
  return outside.by === 'gateway' ? hosts.map((host) => host.replace(/^[^/]+/, `$&.${outside.domain}`)) : ['node-port'];
}

/** The host under which clients outside find a service that claims none, or `node-port`. */
export function hostOf({ name }: Pick<Service, 'name'>, { outside }: Cluster): string {
  return outside.by === 'gateway' ? `${name}.${outside.domain}` : 'node-port';
}

/**
 * The same as admission reads it: with `!` before what lies below and belongs to others.
 */
export function claimsOf({ developers }: Teams, service: Service, cluster: Cluster): string {
  const own = addressesOf(service, cluster);
  const others = developers
    .flatMap(({ services }) => services)
    .filter((other) => other.outside && other.name !== service.name)
    .flatMap((other) => addressesOf(other, cluster));
  const below = others.filter((other) => own.some((address) => other.startsWith(`${address}/`)));
  return [...own, ...below.map((address) => `!${address}`)].join(' ');
}

/** The first part of Argo CD's host name. A service of this name would take its host. */
export const argocdHostLabel = 'argocd';

/** Under which name people and webhooks find this cluster's Argo CD, where a Gateway takes them there. */
export function argocdHost(domain: string): string {
  return `${argocdHostLabel}.${domain}`;
}
