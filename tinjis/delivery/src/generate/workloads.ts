import type { DeveloperTeam, Teams } from '../model/teams.ts';

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
export function workloadsOf({ registry }: Teams, { services }: DeveloperTeam): WorkloadName[] {
  return services.flatMap(({ name, database }) => [
    { name, image: `${registry}/${name}` },
    ...(database ? [{ name: databaseOf(name), image: `${registry}/${database}` }] : []),
  ]);
}
