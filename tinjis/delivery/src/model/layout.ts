import type { ServiceName } from './teams.ts';

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
