import type { At, KubernetesObject, Resource } from '../../objects/located.ts';
import { type Reason, reason } from '../../ruling.ts';
import { type AppProject, projectDefect } from '../objects.ts';
import { trimSpace, readCsvFields } from '../go-text.ts';

/** A `p` line: who may do what. An effect other than `allow` and `deny` decides nothing. */
export interface PolicyLine {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: string;
  /** Absent for the policy that Argo CD brings with it. */
  readonly at: At | undefined;
}

/** A `g` line: a user, group or role has the rights of a role. */
export interface RoleLink {
  readonly member: string;
  readonly role: string;
  readonly at: At | undefined;
}

/** Lines from one origin, by their subject. */
export interface PolicySet {
  readonly lines: ReadonlyMap<string, readonly PolicyLine[]>;
  readonly links: ReadonlyMap<string, readonly RoleLink[]>;
}

/** The lines that an AppProject's roles add, for requests about that project only. */
export interface ProjectPolicy {
  readonly set: PolicySet;
  readonly at: At;
  /** Why none of the project's lines counts: at least one line cannot be read. */
  readonly spoilt?: Reason;
  /** Why the project's lines are not known: no API server would store this project. */
  readonly defect?: Reason;
}

export type MatchMode = 'glob' | 'regex';

/** The claims of a token whose values count as the user's groups. */
export interface Scopes {
  /** Whether the claim `groups` is among them. */
  readonly groups: boolean;
  /** Whether other claims are, or may be. Their values are in no file. */
  readonly others: boolean;
  readonly at: At;
}

/** Everything that decides what a user may do in Argo CD. */
export interface RbacPolicy {
  /** The built-in policy, and the ConfigMap's. */
  readonly sets: readonly PolicySet[];
  readonly projects: ReadonlyMap<string, ProjectPolicy>;
  /** `policy.default`: a role that everybody has, and that no `deny` takes away. If empty, there is none. */
  readonly defaultRole: { readonly name: string; readonly at: At };
  readonly mode: MatchMode;
  readonly scopes: Scopes;
  readonly at: At;
  /** Why nobody may do anything, or why that is not known. */
  readonly fault?: { readonly verdict: 'deny' | 'unknown'; readonly reason: Reason };
}

const readable = [
  ['applications', '*/*'],
  ['applicationsets', '*/*'],
  ['certificates', '*'],
  ['clusters', '*'],
  ['repositories', '*'],
  ['write-repositories', '*'],
  ['projects', '*'],
  ['accounts', '*'],
  ['gpgkeys', '*'],
  ['logs', '*/*'],
] as const;

const administered = [
  ['applications', 'create update update/* delete delete/* sync rollback override action/*', '*/*'],
  ['applicationsets', 'get create update delete', '*/*'],
  ['certificates', 'create update delete', '*'],
  ['clusters', 'create update delete', '*'],
  ['repositories', 'create update delete', '*'],
  ['write-repositories', 'create update delete', '*'],
  ['projects', 'create update delete', '*'],
  ['accounts', 'update', '*'],
  ['gpgkeys', 'create delete', '*'],
  ['exec', 'create', '*/*'],
] as const;

const line = (subject: string, resource: string, action: string, object: string): PolicyLine => ({
  subject,
  resource,
  action,
  object,
  effect: 'allow',
  at: undefined,
});

/**
 * The policy that every Argo CD 3.6.1 starts with (assets/builtin-policy.csv): `role:readonly`, `role:admin`, and the
 * user admin.
 */
export const builtin: PolicySet = {
  lines: new Map([
    ['role:readonly', readable.map(([resource, object]) => line('role:readonly', resource, 'get', object))],
    [
      'role:admin',
      administered.flatMap(([resource, actions, object]) =>
        actions.split(' ').map((action) => line('role:admin', resource, action, object)),
      ),
    ],
  ]),
  links: new Map([
    ['role:admin', [{ member: 'role:admin', role: 'role:readonly', at: undefined }]],
    ['admin', [{ member: 'admin', role: 'role:admin', at: undefined }]],
  ]),
};

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, unknown>> | null;
}

const nothing: PolicySet = { lines: new Map(), links: new Map() };

/**
 * The combined policy of the ConfigMap argocd-rbac-cm and all AppProjects' roles (Argo CD 3.6.1).
 *
 * `policy.csv` comes first, then every `policy.*.csv` in the order of its name. A single unreadable line spoils the
 * whole ConfigMap, and argocd-server then refuses everything; in a project it spoils only that project's lines.
 */
export function readRbacPolicy(configMap: Resource, projects: readonly Resource<AppProject>[]): RbacPolicy {
  const data = (configMap.object as ConfigMap).data ?? {};
  const common = {
    projects: new Map(projects.map((project) => [project.object.metadata.name, readProject(project)])),
    defaultRole: { name: textOf(data, 'policy.default'), at: configMap.at(['data', 'policy.default']) },
    mode: data['policy.matchMode'] === 'regex' ? 'regex' : 'glob',
    scopes: { ...readScopes(textOf(data, 'scopes')), at: configMap.at(['data', 'scopes']) },
    at: configMap.at(['data', 'policy.csv']),
  } as const;
  const odd = Object.keys(data).find((key) => typeof data[key] !== 'string');
  if (odd !== undefined) {
    const args = { name: configMap.object.metadata.name, key: odd };
    const why = reason('argocd/rbac-configmap-malformed', 'input-missing', args, configMap.at(['data', odd]));
    return { ...common, sets: [builtin], fault: { verdict: 'unknown', reason: why } };
  }
  const written = policyKeys(data).flatMap((key) => linesOf(textOf(data, key), configMap.at(['data', key])));
  const set = readLines(written);
  if (!('refused' in set)) return { ...common, sets: [builtin, set] };
  return {
    ...common,
    sets: [builtin],
    fault: { verdict: 'deny', reason: refusal('argocd/rbac-policy-malformed', 'forbidden', set.refused) },
  };
}

/** The lines that an AppProject's roles add: a line to see the project, the role's own lines, and its groups. */
function readProject(project: Resource<AppProject>): ProjectPolicy {
  const at = project.at(['spec', 'roles']);
  const defect = projectDefect(project);
  if (defect) return { set: nothing, at, defect };
  const { name } = project.object.metadata;
  const written = (project.object.spec.roles ?? []).flatMap((role, index): WrittenLine[] => {
    const path = ['spec', 'roles', index] as const;
    const subject = `proj:${name}:${role.name}`;
    return [
      { text: `p, ${subject}, projects, get, ${name}, allow`, at: project.at(path) },
      ...(role.policies ?? []).flatMap((text, policy) => linesOf(text, project.at([...path, 'policies', policy]))),
      ...(role.groups ?? []).map((group, entry) => ({
        text: `g, ${group}, ${subject}`,
        at: project.at([...path, 'groups', entry]),
      })),
    ];
  });
  const set = readLines(written);
  if (!('refused' in set)) return { set, at };
  return { set: nothing, at, spoilt: refusal('argocd/rbac-project-policy-malformed', 'default', set.refused) };
}

/** Reads a list of claims: names in brackets. Anything else that YAML might be is not known. */
function readScopes(text: string): Omit<Scopes, 'at'> {
  if (text === '') return { groups: true, others: false };
  const [, list] = /^\s*\[([\w\s,"'-]*)\]\s*$/.exec(text) ?? [];
  if (list === undefined) return { groups: false, others: true };
  const claims = list.split(',').map((claim) => claim.trim().replace(/^(["'])(.*)\1$/, '$2'));
  const named = claims.filter((claim) => claim !== '');
  return { groups: named.includes('groups'), others: named.some((claim) => claim !== 'groups') };
}

function policyKeys(data: Readonly<Record<string, unknown>>): string[] {
  const more = Object.keys(data).filter(
    (key) => key !== 'policy.csv' && key.startsWith('policy.') && key.endsWith('.csv'),
  );
  return ['policy.csv', ...more.sort()];
}

function textOf(data: Readonly<Record<string, unknown>>, key: string): string {
  const text = data[key];
  return typeof text === 'string' ? text : '';
}

/**
 * The lines of a text with their places: the lines of a block (`|`) stand below their key, a single line beside it. A
 * place is looked up when somebody reads it, since that takes reading its file again.
 */
function linesOf(text: string, at: At): WrittenLine[] {
  const below = text.includes('\n') ? 1 : 0;
  return text.split('\n').map((line, index) => ({
    text: line,
    at: {
      get file() {
        return at.file;
      },
      get line() {
        return at.line + below + index;
      },
    },
  }));
}

function refusal(code: string, basis: Reason['basis'], { text, at }: WrittenLine): Reason {
  return reason(code, basis, { line: text }, at);
}

/** A policy line with its place. */
interface WrittenLine {
  readonly text: string;
  readonly at: At;
}

/**
 * Reads lines as Argo CD loads them (util/rbac, loadPolicyLine, 3.6.1): `p` with five fields behind it, `g` with two.
 * Empty lines and `#` comments do not count; `r`, `e` and `m`, names of casbin's own sections, are loaded and mean
 * nothing.
 * @returns the first line that Argo CD would refuse, if there is such a line: it then refuses everything loaded with it
 */
function readLines(written: Iterable<WrittenLine>): PolicySet | { readonly refused: WrittenLine } {
  const lines = new Map<string, PolicyLine[]>();
  const links = new Map<string, RoleLink[]>();
  for (const line of written) {
    const text = trimSpace(line.text);
    if (text === '' || text.startsWith('#')) continue;
    const [key = '', ...fields] = readCsvFields(text) ?? [];
    const [subject = '', resource = '', action = '', object = '', effect = ''] = fields;
    if (key === 'p' && fields.length === 5)
      add(lines, subject, { subject, resource, action, object, effect, at: line.at });
    else if (key === 'g' && fields.length === 2) add(links, subject, { member: subject, role: resource, at: line.at });
    else if (!['r', 'e', 'm'].includes(key)) return { refused: line };
  }
  return { lines, links };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
