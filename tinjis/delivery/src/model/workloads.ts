import { isDeepStrictEqual } from 'node:util';
import { memoized } from '@tinjis/rules/memo';
import {
  type Cluster,
  type DeclaredWorkload,
  declaredWorkload,
  type DeveloperTeam,
  type Service,
  type ServiceName,
  type Teams,
} from './teams.ts';

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

/** The name under which a service that is reached from outside is known there, or `node-port` where it has none. */
export function hostOf(service: Service, cluster: Cluster): string {
  return cluster.outside.by === 'gateway' ? `${service.name}.${cluster.outside.domain}` : 'node-port';
}

/** The first part of Argo CD's host name. A service of this name would take its host. */
export const argocdHostLabel = 'argocd';

/** Under which name people and webhooks find this cluster's Argo CD, where a Gateway takes them there. */
export function argocdHost(domain: string): string {
  return `${argocdHostLabel}.${domain}`;
}
