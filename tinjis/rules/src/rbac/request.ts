import type { PolicyRule } from './objects.ts';

/** Something asked of the API server: of a resource, or of a plain path. */
export type RbacRequest = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, as in `deployments`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  /** Absent or empty: of the cluster, or of all namespaces. */
  readonly namespace?: string;
}

export interface PathRequest {
  readonly verb: string;
  readonly path: string;
}

/** A request with what the authorizer is really asked. */
export type Asked = PathRequest | Required<ResourceRequest>;

/**
 * What the API server's authorizer gets to see of a request (apiserver, RequestInfoFactory, 1.36).
 *
 * Creating an object and deleting a collection carry no name, so a rule with resourceNames never grants them. A
 * namespace that is asked for by name counts as being in itself: a RoleBinding there may grant it.
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
export type Part = 'verb' | 'group' | 'resource' | 'name' | 'no-name' | 'path';

/**
 * The parts of a rule that keep it from granting a request (authorizer/rbac, RuleAllows, 1.36); none if it grants it.
 */
export function partsAgainst(rule: PolicyRule, asked: Asked): readonly Part[] {
  const against: Part[] = [];
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

/**
 * Whether a rule is about such a thing at all: the resource, perhaps with another subresource or none; or some path.
 */
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
