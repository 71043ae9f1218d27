import { grantsOf } from '@tinjis/rules/rbac/grants';
import type { RbacRules } from '@tinjis/rules/rbac/objects';
import { keysOf, type RbacSubject } from '@tinjis/rules/rbac/subject';

/**
 * The namespaces to be asked about one by one: those with a binding for the subject, or with one that cannot be read
 * and so might be for it. All others are alike: in them hold the bindings of the whole cluster and no other, so that
 * the subject may do the same in each.
 */
export function namespacesApart(rules: RbacRules, subject: RbacSubject): ReadonlySet<string> {
  const grants = grantsOf(rules);
  const apart = new Set([...grants.defective(), ...keysOf(subject).flatMap((key) => [...grants.of(key).keys()])]);
  apart.delete('');
  return apart;
}
