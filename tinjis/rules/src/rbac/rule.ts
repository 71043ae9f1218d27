import type { PolicyRule } from './objects.ts';
import type { Asked } from './request.ts';

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
