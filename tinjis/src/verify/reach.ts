import { linesHeldBy } from '../decide/argocd/rbac/evaluate.ts';
import type { RbacPolicy } from '../decide/argocd/rbac/policy.ts';
import { grantsOf } from '../decide/rbac/grants.ts';
import type { RbacRules } from '../decide/rbac/objects.ts';
import { keysOf, type RbacSubject } from '../decide/rbac/subject.ts';

/** Everything, or the names listed. */
export type Reach = ReadonlySet<string> | 'everything';

/** Whether a name is in reach. */
export function isReached(reach: Reach, name: string): boolean {
  return reach === 'everything' || reach.has(name);
}

/**
 * The namespaces in which anything at all is bound to a subject; `everything` where something is bound to it for the whole cluster.
 * In every other namespace it may do nothing, whatever is asked: there is no rule to ask.
 */
export function namespacesInReach(rules: RbacRules, subject: RbacSubject): Reach {
  const namespaces = new Set<string>();
  for (const key of keysOf(subject)) {
    for (const namespace of grantsOf(rules).of(key).keys()) {
      namespaces.add(namespace);
    }
  }
  return namespaces.has('') ? 'everything' : namespaces;
}

/**
 * The objects that Argo CD's policy could be about when a subject asks; `everything` where a line of theirs has a pattern.
 * About every other object no line says anything, so the answer is no.
 */
export function objectsInReach(policy: RbacPolicy, subject: { readonly name: string; readonly groups: readonly string[] }): Reach {
  if (policy.fault || policy.mode === 'regex' || policy.defaultRole.name !== '') return 'everything';
  const sets = [...policy.sets, ...[...policy.projects.values()].map(({ set }) => set)];
  const objects = new Set<string>();
  for (const as of [subject.name, '', ...subject.groups]) {
    for (const { line } of linesHeldBy(sets, as)) {
      objects.add(line.object);
    }
  }
  return [...objects].some((object) => /[*?[\]{}!\\]/.test(object)) ? 'everything' : objects;
}
