import type { Cluster, DeveloperTeam, Service } from '../model/teams.ts';

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

/** Under which name people and webhooks find this cluster's Argo CD, where a Gateway takes them there. */
export function argocdHost(domain: string): string {
  return `argocd.${domain}`;
}
