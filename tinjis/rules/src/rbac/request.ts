import type { BindingSubject, PolicyRule } from './grants.ts';
import { memoized } from '../memo.ts';

/** The user who asks, as the API server has authenticated them. */
export interface RbacSubject {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Members may do everything; no rule says so and none can take it away. */
export const privilegedGroup = 'system:masters';

/** The key under which its members are looked up. */
export const keyOfPrivileged = `Group ${privilegedGroup}`;

const anonymous = 'system:anonymous';
const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';

/** A ServiceAccount's namespace and name, as the API server splits a user name. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const serviceAccount = new RegExp(
  `^system:serviceaccount:(${label}):[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$`,
);

/**
 * A subject's groups, including those that the API server adds by itself: `system:authenticated`, or for the anonymous
 * user `system:unauthenticated`; for a ServiceAccount `system:serviceaccounts` and `system:serviceaccounts:NAMESPACE`.
 * It adds the same to a ServiceAccount impersonated without groups, as Argo CD does.
 */
function groupsOf({ user, groups }: RbacSubject): readonly string[] {
  const namespace = serviceAccount.exec(user)?.[1];
  const own =
    namespace === undefined ? groups : [...groups, 'system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  if (user === anonymous) return [...own, unauthenticated];
  return own.includes(authenticated) || own.includes(unauthenticated) ? own : [...own, authenticated];
}

/** The keys under which a subject is looked up: its user, and each of its groups. */
export const keysOf = memoized((subject: RbacSubject): readonly string[] => [
  `User ${subject.user}`,
  ...groupsOf(subject).map((group) => `Group ${group}`),
]);

/**
 * The key under which an entry of a binding is found.
 * @param bindingNamespace of a RoleBinding; empty for a ClusterRoleBinding
 * @returns undefined for an entry that names nobody: an unknown kind, or a ServiceAccount without a namespace
 */
export function keyOf({ kind, name, namespace = '' }: BindingSubject, bindingNamespace: string): string | undefined {
  if (kind === 'User' || kind === 'Group') return `${kind} ${name}`;
  const home = namespace || bindingNamespace;
  return kind === 'ServiceAccount' && home !== '' ? `User system:serviceaccount:${home}:${name}` : undefined;
}

/** A request to the API server: about a resource, or about a plain path. */
export type RbacRequest = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, as in `deployments`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  /** Absent or empty: cluster-wide, or in all namespaces. */
  readonly namespace?: string;
}

export interface PathRequest {
  readonly verb: string;
  readonly path: string;
}

/** A request as it really reaches the authorizer. */
export type Asked = PathRequest | Required<ResourceRequest>;

/**
 * The part of a request that the API server's authorizer sees (apiserver, RequestInfoFactory, 1.36).
 *
 * Creating an object and deleting a collection carry no name, so a rule with resourceNames never grants them. A request
 * for a namespace by name counts as a request in that namespace: a RoleBinding there may grant it.
 */
export function asAuthorizerSees(request: RbacRequest): Asked {
  if ('path' in request) return request;
  const { verb, resource, subresource = '', name = '', namespace = '' } = request;
  const nameless = (verb === 'create' && subresource === '') || verb === 'deletecollection';
  const named =
    name !== '' && (['get', 'update', 'patch', 'delete'].includes(verb) || (verb === 'create' && subresource !== ''));
  return {
    ...request,
    subresource,
    name: nameless ? '' : name,
    namespace: resource === 'namespaces' && named ? name : namespace,
  };
}

/** `deployments.apps`, `pods/log`, or the path. */
export function resourceText(asked: Asked): string {
  if ('path' in asked) return asked.path;
  return `${asked.resource}${asked.group && `.${asked.group}`}${asked.subresource && `/${asked.subresource}`}`;
}

/** The parts of a rule, each of which must hold. */
export type RulePart = 'verb' | 'group' | 'resource' | 'name' | 'no-name' | 'path';

/**
 * The parts of a rule that keep it from granting a request (authorizer/rbac, RuleAllows, 1.36); none if it grants it.
 */
export function partsAgainst(rule: PolicyRule, asked: Asked): readonly RulePart[] {
  const against: RulePart[] = [];
  if (!holds(rule.verbs, asked.verb)) against.push('verb');
  if ('path' in asked) {
    if (!(rule.nonResourceURLs ?? []).some((url) => pathMatches(url, asked.path))) against.push('path');
    return against;
  }
  if (!holds(rule.apiGroups, asked.group)) against.push('group');
  if (!(rule.resources ?? []).some((resource) => resourceMatches(resource, asked.resource, asked.subresource)))
    against.push('resource');
  const names = rule.resourceNames ?? [];
  if (names.length > 0 && !names.includes(asked.name)) against.push(asked.name === '' ? 'no-name' : 'name');
  return against;
}

/** Whether a rule is about such a thing at all: the resource, with or without another subresource; or some path. */
export function concerns(rule: PolicyRule, asked: Asked): boolean {
  if ('path' in asked) return (rule.nonResourceURLs ?? []).length > 0;
  return (rule.resources ?? []).some((each) => ['*', asked.resource].includes(each.split('/')[0] as string));
}

function holds(list: readonly string[] | null | undefined, wanted: string): boolean {
  return (list ?? []).some((each) => each === '*' || each === wanted);
}

/** `*` is every resource with every subresource; a resource does not include its subresources. */
function resourceMatches(rule: string, resource: string, subresource: string): boolean {
  if (rule === '*') return true;
  return subresource === '' ? rule === resource : rule === `${resource}/${subresource}` || rule === `*/${subresource}`;
}

function pathMatches(rule: string, path: string): boolean {
  return rule === path || (rule.endsWith('*') && path.startsWith(rule.replace(/\*+$/, '')));
}
