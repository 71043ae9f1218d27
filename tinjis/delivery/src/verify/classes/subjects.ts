import { grantsOf } from '@tinjis/rules/rbac/grants';
import type { RbacRules } from '@tinjis/rules/rbac/objects';
import { keysOf, keyOfPrivileged, type RbacSubject } from '@tinjis/rules/rbac/subject';
import type { Class } from './class.ts';

/**
 * Subjects that Kubernetes' RBAC cannot tell apart, whatever they ask for: it knows a subject by the names that
 * bindings use, so those bound by the very same names have the same rules. All who are bound by none are one class.
 */
export function subjectClasses<T>(
  rules: RbacRules,
  subjects: readonly T[],
  subjectOf: (member: T) => RbacSubject,
): readonly Class<T>[] {
  const grants = grantsOf(rules);
  const boundBy = (member: T): string =>
    JSON.stringify(keysOf(subjectOf(member)).filter((key) => key === keyOfPrivileged || grants.of(key).size > 0));
  return [...Map.groupBy(subjects, boundBy).values()].map((members) => ({
    first: members[0] as T,
    size: members.length,
    members: () => members,
  }));
}
