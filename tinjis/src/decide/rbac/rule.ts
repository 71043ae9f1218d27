import type { PolicyRule } from './objects.ts';
import type { Asked } from './request.ts';

/** The parts of a rule, each of which must hold. */
export type Part = 'verb' | 'group' | 'resource' | 'name' | 'path';

/** The parts of a rule that keep it from granting a request (authorizer/rbac, RuleAllows, 1.36); none if it grants it. */
export function partsAgainst(rule: PolicyRule, asked: Asked): readonly Part[] {
  const against: Part[] = [];
  if (!holds(rule.verbs, asked.verb)) against.push('verb');
  if ('path' in asked) {
    if (!(rule.nonResourceURLs ?? []).some((url) => pathMatches(url, asked.path))) against.push('path');
    return against;
  }
  if (!holds(rule.apiGroups, asked.group)) against.push('group');
  if (!(rule.resources ?? []).some((resource) => resourceMatches(resource, asked.resource, asked.subresource))) against.push('resource');
  const names = rule.resourceNames ?? [];
  if (names.length > 0 && !names.includes(asked.name)) against.push('name');
  return against;
}

/** Whether a rule is about a resource at all, perhaps with another subresource or none. */
export function concerns(rule: PolicyRule, resource: string): boolean {
  return (rule.resources ?? []).some((each) => each.split('/')[0] === resource);
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
