import type { FieldPath, Resource } from '../objects/located.ts';
import { isGlob } from './glob/glob.ts';
import { trimSpace } from './go-text.ts';
import {
  type AppProject,
  type DestinationServiceAccount,
  type ProjectRole,
  projectDefect,
  type SyncWindow,
} from './objects.ts';

/** Why Argo CD's own API would refuse a project. */
export interface ProjectRefusal {
  readonly path: FieldPath;
  readonly why: string;
}

/**
 * Everything for which Argo CD's API refuses a project (AppProject.ValidateProject, Argo CD 3.6.1). Kubernetes stores
 * such a project all the same, and the controller then works with it in ways that nobody meant. The schedules of sync
 * windows are not read.
 * @param project one without a defect; see `projectDefect`
 */
export function projectRefusals(project: Resource<AppProject>): readonly ProjectRefusal[] {
  if (projectDefect(project)) return [];
  const { metadata, spec } = project.object;
  return [
    ...each(spec.destinations, ['spec', 'destinations'], (rule) => {
      const field = (['name', 'server', 'namespace'] as const).find((name) => rule[name] === '!*');
      return { key: `${rule.server || rule.name || ''}/${rule.namespace ?? ''}`, why: field && `${field} is !*` };
    }),
    ...each(spec.sourceNamespaces, ['spec', 'sourceNamespaces'], (key) => ({ key })),
    ...each(spec.sourceRepos, ['spec', 'sourceRepos'], (key) => ({ key, why: key === '!*' && 'it is !*' })),
    ...each(spec.roles, ['spec', 'roles'], ({ name }) => ({
      key: name,
      why: !/^[a-zA-Z0-9](?:[-_a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(name) && `${name} is no name of a role`,
    })),
    ...(spec.roles ?? []).flatMap((role, index) => roleRefusals(metadata.name, role, ['spec', 'roles', index])),
    ...each(spec.syncWindows, ['spec', 'syncWindows'], (window) => ({
      key: JSON.stringify(identifying.map((field) => window[field] || undefined)),
      why: windowFault(window),
    })),
    ...each(spec.destinationServiceAccounts, ['spec', 'destinationServiceAccounts'], (entry) => ({
      key: `${entry.server}/${entry.namespace ?? ''}`,
      why: accountFault(entry),
    })),
  ];
}

const longestDescription = 255;
/** Two windows that are alike in these are the same to Argo CD. */
const identifying = [
  ...(['kind', 'schedule', 'duration', 'timeZone', 'andOperator'] as const),
  ...(['applications', 'namespaces', 'clusters'] as const),
] as const;

/** The entries of a list that are refused, or that are there twice. */
function each<T>(
  list: readonly T[] | null | undefined,
  path: FieldPath,
  judge: (entry: T) => { readonly key: string; readonly why?: string | false | undefined },
): ProjectRefusal[] {
  const seen = new Set<string>();
  return (list ?? []).flatMap((entry, index) => {
    const { key, why } = judge(entry);
    const refused = why || (seen.has(key) ? 'it is there twice' : undefined);
    seen.add(key);
    return refused ? [{ path: [...path, index], why: refused }] : [];
  });
}

function windowFault({
  kind = '',
  applications,
  clusters,
  namespaces,
  description = '',
}: SyncWindow): string | undefined {
  if (!['allow', 'deny'].includes(kind)) return 'its kind is neither allow nor deny';
  if ([applications, clusters, namespaces].every((list) => !list?.length))
    return 'it names no Application, cluster or namespace';
  return Buffer.byteLength(description) > longestDescription ? 'its description is too long' : undefined;
}

function accountFault(entry: DestinationServiceAccount): string | undefined {
  const field = (['server', 'namespace'] as const).find(
    (name) => /!/.test(entry[name] ?? '') || !isGlob(entry[name] ?? ''),
  );
  if (field) return `its ${field} is no pattern`;
  return /^ *$|[!*[\]{}\\/]/.test(entry.defaultServiceAccount)
    ? 'defaultServiceAccount is no name of an account'
    : undefined;
}

function roleRefusals(project: string, { name, policies, groups }: ProjectRole, path: FieldPath): ProjectRefusal[] {
  return [
    ...each(policies, [...path, 'policies'], (key) => ({ key, why: policyFault(key, project, name) })),
    ...each(groups, [...path, 'groups'], (key) => ({ key, why: groupFault(key) })),
  ];
}

const scoped = ['applications', 'applicationsets', 'logs', 'exec', 'clusters', 'repositories'];
const actions = /^(?:get|create|update|delete|sync|override|rollback|\*)$|(?:action|update|delete)\/.*/;

/** What is wrong with a line of a role: it may be about this role, in this project, alone. */
function policyFault(line: string, project: string, role: string): string | undefined {
  const [key, subject, resource = '', action = '', object = '', effect = '', ...more] = line
    .split(',')
    .map((field) => field.replace(/^ +| +$/g, ''));
  if (key !== 'p' || effect === '' || more.length > 0)
    return 'a line is `p, subject, resource, action, object, effect`';
  if (subject !== `proj:${project}:${role}`) return `its subject is not proj:${project}:${role}`;
  if (!scoped.includes(resource)) return `${resource} is nothing of a project`;
  if (!actions.test(action)) return `${action} is no action`;
  if (!object.startsWith(`${project}/`) || !/^(?:[*\w.-]+\/)?[*\w.-]+$/.test(object.slice(project.length + 1)))
    return `its object is not in ${project}`;
  return effect === 'allow' || effect === 'deny' ? undefined : 'its effect is neither allow nor deny';
}

function groupFault(group: string): string | undefined {
  const trimmed = trimSpace(group);
  const quoted = /^"[^]*"$/.test(trimmed);
  const name = quoted ? trimmed.slice(1, -1) : trimmed;
  if (!quoted && name.includes(',')) return 'a group with a comma must be quoted';
  if (name === '' || /["\n\r\t]/.test(name)) return `${JSON.stringify(group)} is no name of a group`;
  return trimmed === group ? undefined : 'a space stands before or behind the name';
}
