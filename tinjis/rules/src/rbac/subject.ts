import type { BindingSubject } from './objects.ts';
import { memoized } from '../memo.ts';

/** Who asks, as the API server has authenticated them. */
export interface RbacSubject {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Members may do everything; no rule says so and none can take it away. */
export const privilegedGroup = 'system:masters';

/** What its members are looked up by. */
export const keyOfPrivileged = `Group ${privilegedGroup}`;

const anonymous = 'system:anonymous';
const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';

/** A namespace and a ServiceAccount's name, as the API server takes a user name apart. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const serviceAccount = new RegExp(
  `^system:serviceaccount:(${label}):[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$`,
);

/**
 * The groups of a subject with those the API server adds by itself: `system:authenticated`, or for the anonymous user
 * `system:unauthenticated`; for a ServiceAccount `system:serviceaccounts` and `system:serviceaccounts:NAMESPACE`.
 * It adds the same to a ServiceAccount that is impersonated without groups, as Argo CD does.
 */
export function groupsOf({ user, groups }: RbacSubject): readonly string[] {
  const namespace = serviceAccount.exec(user)?.[1];
  const own =
    namespace === undefined ? groups : [...groups, 'system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  if (user === anonymous) return [...own, unauthenticated];
  return own.includes(authenticated) || own.includes(unauthenticated) ? own : [...own, authenticated];
}

/** What a subject is looked up by: its user, and each of its groups. */
export const keysOf = memoized((subject: RbacSubject): readonly string[] => [
  `User ${subject.user}`,
  ...groupsOf(subject).map((group) => `Group ${group}`),
]);

/**
 * What an entry of a binding is found by.
 * @param bindingNamespace of a RoleBinding; empty for a ClusterRoleBinding
 * @returns undefined for an entry that nobody is: an unknown kind, or a ServiceAccount of no namespace
 */
export function keyOf({ kind, name, namespace = '' }: BindingSubject, bindingNamespace: string): string | undefined {
  if (kind === 'User' || kind === 'Group') return `${kind} ${name}`;
  const home = namespace || bindingNamespace;
  return kind === 'ServiceAccount' && home !== '' ? `User system:serviceaccount:${home}:${name}` : undefined;
}
