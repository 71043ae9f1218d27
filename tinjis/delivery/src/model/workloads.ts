import type { DeveloperTeam, Teams, Cluster, Service } from './teams.ts';

/** A set of pods under one name: their label, their ServiceAccount, and the image path they run. */
export interface WorkloadName {
  readonly name: string;
  readonly image: string;
}

export const databasePort = 5432;

/** The name of a service's database. */
export function databaseOf(service: string): string {
  return `${service}-postgresql`;
}

/** Every workload of a team: its services, each followed by its database. */
export function workloadNamesOf({ registry }: Teams, { services }: DeveloperTeam): WorkloadName[] {
  return services.flatMap(({ name, database }) => [
    { name, image: `${registry}/${name}` },
    ...(database ? [{ name: databaseOf(name), image: `${registry}/${database}` }] : []),
  ]);
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
