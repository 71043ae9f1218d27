import type { RawRules } from '@tinjis/rules/testing/random/rbac';
import type { RbacRules } from '@tinjis/rules/rbac/grants';
import { resource } from '@tinjis/rules/testing/resource';

/** Random rules of the oracle's, as the evaluator takes them. */
export function placed(rules: RawRules): RbacRules {
  return {
    roles: rules.roles.map(resource),
    clusterRoles: rules.clusterRoles.map(resource),
    roleBindings: rules.roleBindings.map(resource),
    clusterRoleBindings: rules.clusterRoleBindings.map(resource),
  };
}
