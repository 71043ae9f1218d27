import type { Verdict } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { type Oracle, asResource } from '../harness/oracle.ts';
import { type RbacCase, rbacCases } from '@tinjis/rules/testing/random/rbac';

const rbac: Oracle<RbacCase, Verdict> = {
  name: 'kubernetes-rbac',
  authority: 'k8s.io/kubernetes v1.36.4, plugin/pkg/auth/authorizer/rbac',
  cases: rbacCases,
  ours: ({ rules, subject, request }) =>
    authorize(
      {
        roles: rules.roles.map(asResource),
        clusterRoles: rules.clusterRoles.map(asResource),
        roleBindings: rules.roleBindings.map(asResource),
        clusterRoleBindings: rules.clusterRoleBindings.map(asResource),
      },
      subject,
      request,
    ).verdict,
  allows: (answer) => answer === 'allow',
};

export const oracles: readonly Oracle[] = [rbac];
