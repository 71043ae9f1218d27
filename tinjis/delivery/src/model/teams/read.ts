import type { Cluster, DeliveringArgocd, DeveloperTeam, Teams, TeamsFaults, Egress, TeamsFault } from '../teams.ts';
import { checkRules } from './rules.ts';
import { toService } from './workload-rules.ts';
import { type GroupEntry, type MemberEntry, toGroups } from './people-rules.ts';
import type { ErrorObject } from 'ajv';
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { pointerSteps } from '@tinjis/rules/objects/schema';
import { lazily } from '@tinjis/rules/memo';
import validator from './validator.cjs';

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
  const [platform] = teams.flatMap(([name, team]) =>
    team.role === 'platform' ? [{ ...team, ...toGroups(team), name }] : [],
  );
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
  const { people, pods, network, monitoring } = entry;
  return {
    name,
    repository: entry.repository ?? repository,
    people,
    pods,
    ...(network && { network }),
    ...(monitoring && { monitoring }),
    argocd: toArgocd(entry.argocd),
    outside:
      entry.outside === 'gateway' ? { by: 'gateway', ...entry.gateway, domain: entry.domain } : { by: 'node-port' },
  };
}

function toArgocd(entry: ClusterEntry['argocd']): DeliveringArgocd {
  if (entry === undefined || entry === 'existing') return { by: entry ?? 'own' };
  return { by: 'hub', ...entry };
}

function toDeveloperTeam(name: string, entry: DeveloperEntry, registry: string): DeveloperTeam {
  const services = Object.entries(entry.services).map(([service, fields]) =>
    toService({ team: name, service }, entry.namespace, fields, registry),
  );
  return { ...entry, ...toGroups(entry), automation: Object.keys(entry.automation ?? {}), name, services };
}

/** The team file as written, once the schema has passed it. */
export interface TeamsFile {
  readonly organisation: string;
  readonly repository: string;
  readonly registry: string;
  readonly deliveryApp?: string;
  readonly clusters: Readonly<Record<string, ClusterEntry>>;
  readonly teams: Readonly<Record<string, PlatformEntry | DeveloperEntry>>;
}

export type ClusterEntry = {
  readonly repository?: string;
  readonly people: 'sso' | 'accounts';
  readonly pods: string;
  readonly network?: 'cilium';
  readonly monitoring?: string;
  readonly argocd?: 'existing' | { readonly hub: string; readonly server: string };
} & (
  | { readonly outside: 'node-port' }
  | {
      readonly outside: 'gateway';
      readonly domain: string;
      readonly gateway: { readonly namespace: string; readonly name: string };
    }
);

export interface PlatformEntry {
  readonly role: 'platform';
  readonly group: string;
  readonly members: readonly MemberEntry[];
}

export interface DeveloperEntry {
  readonly role: 'developer';
  readonly group: string;
  readonly members: readonly MemberEntry[];
  readonly groups?: readonly GroupEntry[];
  readonly automation?: Readonly<Record<string, 'reader'>>;
  readonly namespace: string;
  readonly share?: Readonly<Record<string, string>>;
  readonly containerMax?: Readonly<Record<string, string>>;
  readonly kinds?: readonly string[];
  readonly services: Readonly<Record<string, ServiceEntry>>;
}

export interface ServiceEntry extends WorkloadEntry {
  readonly port?: number;
  readonly servicePort?: number;
  readonly opsPort?: number;
  readonly callers?: readonly string[];
  readonly outside?: boolean;
  readonly hosts?: readonly string[];
  readonly database?: 'postgresql';
  readonly workloads?: Readonly<Record<string, WorkloadEntry>>;
}

export interface WorkloadEntry {
  readonly images?: readonly string[];
  readonly ports?: Readonly<Record<string, PortEntry>>;
  readonly egress?: readonly Egress[];
}

export interface PortEntry {
  readonly port: number;
  readonly servicePort?: number;
  readonly callers?: readonly string[];
  readonly outside?: boolean;
  readonly monitoring?: boolean;
}

const compiled = lazily(() => validator({}));

/** Holds a parsed team file against `policies/teams.schema.json`. */
export function checkSchema(
  value: unknown,
  at: (path?: FieldPath) => At,
): { file: TeamsFile } | { faults: TeamsFaults } {
  const faults = schemaFaults('teams', value, at);
  return faults ? { faults } : { file: value as TeamsFile };
}

/** Holds a parsed file of `policies` against its schema; every fault at once, each at the field to edit. */
export function schemaFaults(
  file: 'teams' | 'kinds',
  value: unknown,
  at: (path?: FieldPath) => At,
): TeamsFaults | undefined {
  const validate = compiled()[file];
  if (validate(value)) return undefined;
  const faults = (validate.errors as ErrorObject[])
    .filter(({ keyword }) => !outer.has(keyword))
    .map((error) => toFault(error, at, `policies/${file}`));
  return faults as readonly TeamsFault[] as TeamsFaults;
}

/** These only say that something below them failed, which has a line of its own. */
const outer = new Set(['if', 'propertyNames']);

function toFault(error: ErrorObject, at: (path?: FieldPath) => At, name: string): TeamsFault {
  const path = pointerSteps(error.instancePath);
  const { additionalProperty } = error.params as { additionalProperty?: string };
  const field = error.propertyName ?? additionalProperty;
  const where = field === undefined ? path : [...path, field];
  const described = (error.parentSchema as { description?: string } | undefined)?.description;
  return {
    at: at(where),
    what: `${where.join('.') || `${name}.yaml`} ${sentence(error)}.`,
    fix: described ?? `See ${name}.schema.json for what may stand here.`,
  };
}

function sentence({ keyword, message, data, params }: ErrorObject): string {
  if (keyword === 'additionalProperties' || keyword === 'false schema') return 'is not a field that may stand here';
  if (keyword === 'not') return `may not stand here, found ${JSON.stringify(data)}`;
  if (keyword === 'enum')
    return `is ${JSON.stringify(data)}, expected one of ${(params as { allowedValues: string[] }).allowedValues.join(', ')}`;
  return `${String(message)}, found ${JSON.stringify(data)?.slice(0, 80)}`;
}
