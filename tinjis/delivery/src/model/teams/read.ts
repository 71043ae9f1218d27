import type { Cluster, DeveloperTeam, Teams, TeamsFaults } from '../teams.ts';
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { checkRules } from './rules.ts';
import { checkSchema, type ClusterEntry, type DeveloperEntry, type TeamsFile } from './schema.ts';
import { toService } from './service.ts';

export type TeamsReading = { readonly teams: Teams } | { readonly faults: TeamsFaults };

/**
 * What a parsed team file says.
 *
 * Shape comes first (`policies/teams.schema.json`), then what a schema cannot say: names that must be unique, callers
 * that must exist. Faults of one stage are reported together; the next stage runs only on a file without any.
 *
 * @param at answers for any path, with the nearest parent of a field that is missing
 */
export function decodeTeams(value: unknown, at: (path?: FieldPath) => At): TeamsReading {
  const checked = checkSchema(value, at);
  if ('faults' in checked) return checked;
  const faults = checkRules(checked.file, at);
  return faults ? { faults } : { teams: toTeams(checked.file, at) };
}

function toTeams(file: TeamsFile, at: Teams['at']): Teams {
  const teams = Object.entries(file.teams);
  const { organisation, repository, registry, deliveryApp } = file;
  const [platform] = teams.flatMap(([name, team]) => (team.role === 'platform' ? [{ ...team, name }] : []));
  return {
    organisation,
    repository,
    registry,
    ...(deliveryApp && { deliveryApp }),
    clusters: Object.entries(file.clusters).map(([name, cluster]) => toCluster(name, cluster, repository)),
    platform: platform as Teams['platform'], // the rules have seen to it that there is one
    developers: teams.flatMap(([name, team]) =>
      team.role === 'developer' ? [toDeveloperTeam(name, team, registry)] : [],
    ),
    at,
  };
}

function toCluster(name: string, entry: ClusterEntry, repository: string): Cluster {
  const { people, pods, monitoring } = entry;
  return {
    name,
    repository: entry.repository ?? repository,
    people,
    pods,
    ...(monitoring && { monitoring }),
    outside:
      entry.outside === 'gateway' ? { by: 'gateway', ...entry.gateway, domain: entry.domain } : { by: 'node-port' },
  };
}

function toDeveloperTeam(name: string, entry: DeveloperEntry, registry: string): DeveloperTeam {
  const services = Object.entries(entry.services).map(([service, fields]) =>
    toService({ team: name, service }, entry.namespace, fields, registry),
  );
  return { ...entry, name, services };
}
