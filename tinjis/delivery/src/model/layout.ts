import type { ServiceName, DeveloperTeam } from './teams.ts';

/** The folder of everything that the platform gives one cluster. */
export function clusterFolder(cluster: string): string {
  return `clusters/${cluster}`;
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
