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
