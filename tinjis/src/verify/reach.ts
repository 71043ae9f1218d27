import { linesHeldBy } from '../decide/argocd/rbac/evaluate.ts';
import type { RbacPolicy } from '../decide/argocd/rbac/policy.ts';
import { grantsOf } from '../decide/rbac/grants.ts';
import type { RbacRules } from '../decide/rbac/objects.ts';
import { groupsOf, keysOf, privilegedGroup, type RbacSubject } from '../decide/rbac/subject.ts';

/** Everything, or the names listed. */
export type Reach = ReadonlySet<string> | 'everything';

/** Whether a name is in reach. */
export function isReached(reach: Reach, name: string): boolean {
  return reach === 'everything' || reach.has(name);
}

/**
 * The namespaces in which anything at all is bound to a subject, or in which a binding cannot be read and so might be; `everything` where
 * one of these holds for the whole cluster. In every other namespace it may do nothing, whatever is asked: there is no rule to ask.
 */
export function namespacesInReach(rules: RbacRules, subject: RbacSubject): Reach {
  if (groupsOf(subject).includes(privilegedGroup)) return 'everything';
  const grants = grantsOf(rules);
  const namespaces = new Set(grants.defective());
  for (const key of keysOf(subject)) {
    for (const namespace of grants.of(key).keys()) {
      namespaces.add(namespace);
    }
  }
  return namespaces.has('') ? 'everything' : namespaces;
}

/**
 * The objects that Argo CD's policy could be about when a subject asks; `everything` where a line of theirs has a pattern, or where the
 * lines of a project are not known.
 * About every other object no line says anything, so the answer is no.
 */
export function objectsInReach(policy: RbacPolicy, subject: { readonly name: string; readonly groups: readonly string[] }): Reach {
  if (policy.fault || policy.mode === 'regex' || policy.defaultRole.name !== '') return 'everything';
  const projects = [...policy.projects.values()];
  if (projects.some(({ defect }) => defect)) return 'everything';
  const sets = [...policy.sets, ...projects.map(({ set }) => set)];
  const objects = new Set<string>();
  for (const as of [subject.name, '', ...subject.groups]) {
    for (const { line } of linesHeldBy(sets, as)) {
      objects.add(line.object);
    }
  }
  return [...objects].some((object) => /[*?[\]{}!\\]/.test(object)) ? 'everything' : objects;
}
