import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../../../../policies/teams.schema.json' with { type: 'json' };
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { ownSchema } from '@tinjis/rules/objects/schema';
import { type Egress, teamsPath, type TeamsFault, type TeamsFaults } from '../teams.ts';

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
  readonly monitoring?: string;
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
  readonly members: readonly string[];
}

export interface DeveloperEntry {
  readonly role: 'developer';
  readonly group: string;
  readonly members: readonly string[];
  readonly namespace: string;
  readonly share?: Readonly<Record<string, string>>;
  readonly containerMax?: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, ServiceEntry>>;
}

export interface ServiceEntry extends WorkloadEntry {
  readonly port?: number;
  readonly servicePort?: number;
  readonly opsPort?: number;
  readonly callers?: readonly string[];
  readonly outside?: boolean;
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
  readonly monitoring?: boolean;
}

let compiled: ValidateFunction<TeamsFile> | undefined;

/**
 * Compiled when it is first needed.
 * `required` inside `then` names properties of the parent schema, which ajv's strict mode would want repeated.
 */
function validator(): ValidateFunction<TeamsFile> {
  return new Ajv({ allErrors: true, strictRequired: false, verbose: true, ...ownSchema }).compile<TeamsFile>(schema);
}

/** Holds a parsed team file against `policies/teams.schema.json`; every fault at once, each at the field to edit. */
export function checkSchema(
  value: unknown,
  at: (path?: FieldPath) => At,
): { file: TeamsFile } | { faults: TeamsFaults } {
  compiled ??= validator();
  const validate = compiled;
  if (validate(value)) return { file: value };
  const faults = (validate.errors as ErrorObject[])
    .filter(({ keyword }) => !outer.has(keyword))
    .map((error) => toFault(error, at));
  return { faults: faults as readonly TeamsFault[] as TeamsFaults };
}

/** These only say that something below them failed, which has a line of its own. */
const outer = new Set(['if', 'propertyNames']);

function toFault(error: ErrorObject, at: (path?: FieldPath) => At): TeamsFault {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { additionalProperty } = error.params as { additionalProperty?: string };
  const field = error.propertyName ?? additionalProperty;
  const where = field === undefined ? path : [...path, field];
  const described = (error.parentSchema as { description?: string } | undefined)?.description;
  return {
    at: at(where),
    what: `${where.join('.') || teamsPath} ${sentence(error)}.`,
    fix: described ?? `See ${teamsPath.replace('.yaml', '.schema.json')} for what may stand here.`,
  };
}

function sentence({ keyword, message, data, params }: ErrorObject): string {
  if (keyword === 'additionalProperties' || keyword === 'false schema') return 'is not a field that may stand here';
  if (keyword === 'enum')
    return `is ${JSON.stringify(data)}, expected one of ${(params as { allowedValues: string[] }).allowedValues.join(', ')}`;
  return `${String(message)}, found ${JSON.stringify(data)?.slice(0, 80)}`;
}
