import type { ClusterRole, PolicyRule, RbacRules, Role, RoleBinding } from '../src/rbac/grants.ts';
import type { Resource } from '../src/objects/located.ts';
import { resource } from './resource.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';

/** A cluster's objects in the short form that tests write: names, rules, subjects. Places read `NAME.yaml:rules/0`. */
export const role = (name: string, namespace: string, ...rules: PolicyRule[]): Role => ({
  apiVersion,
  kind: 'Role',
  metadata: { name, namespace },
  rules,
});

export const clusterRole = (
  name: string,
  rules: PolicyRule[],
  more: Partial<ClusterRole> = {},
  labels: Record<string, string> = {},
): ClusterRole => ({ apiVersion, kind: 'ClusterRole', metadata: { name, labels }, rules, ...more });

export const roleBinding = (
  name: string,
  namespace: string,
  to: string,
  ...subjects: NonNullable<RoleBinding['subjects']>
): RoleBinding => ({ apiVersion, kind: 'RoleBinding', metadata: { name, namespace }, ...bound(to, subjects) });

export const clusterRoleBinding = (
  name: string,
  to: string,
  ...subjects: NonNullable<RoleBinding['subjects']>
): RoleBinding => ({
  apiVersion,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  ...bound(`ClusterRole ${to}`, subjects),
});

export function cluster(...objects: (Role | ClusterRole | RoleBinding)[]): RbacRules {
  const ofKind = <T extends Role | ClusterRole | RoleBinding>(kind: string): Resource<T>[] =>
    objects.filter((object) => object.kind === kind).map((object) => resource(object as T));
  return {
    roles: ofKind<Role>('Role'),
    clusterRoles: ofKind<ClusterRole>('ClusterRole'),
    roleBindings: ofKind<RoleBinding>('RoleBinding'),
    clusterRoleBindings: ofKind<RoleBinding>('ClusterRoleBinding'),
  };
}

export const alice = { kind: 'User', name: 'alice' };

function bound(to: string, subjects: NonNullable<RoleBinding['subjects']>): Pick<RoleBinding, 'roleRef' | 'subjects'> {
  const [kind = '', name = ''] = to.split(' ');
  return { roleRef: { kind, name }, subjects };
}
