import type { RawRules } from '../../../oracles/rbac/cases.ts';
import type { RbacRules } from '../../../src/decide/rbac/objects.ts';
import { resource } from '../../decide/resource.ts';

/** Random rules of the oracle's, as the evaluator takes them. */
export function placed(rules: RawRules): RbacRules {
  return {
    roles: rules.roles.map(resource),
    clusterRoles: rules.clusterRoles.map(resource),
    roleBindings: rules.roleBindings.map(resource),
    clusterRoleBindings: rules.clusterRoleBindings.map(resource),
  };
}
