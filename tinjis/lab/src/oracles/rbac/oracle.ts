import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { type Oracle, asResource } from '../harness/oracle.ts';
import type { Suite } from '../harness/suite.ts';
import { recorded, tableSuite } from '../harness/tables.ts';
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

/** What the tests of the authorizer ask: about whole sets of roles, and about single rules. */
const tests: Suite = tableSuite(rbac as Oracle, {
  name: 'kubernetes-rbac-tests',
  authority: 'k8s.io/kubernetes v1.36.4, TestAuthorizer and TestRuleMatches',
  module: 'k8s.io/kubernetes',
  fewest: 100,
  async cases(carried, folder) {
    const text = readFileSync(join(carried, 'plugin/pkg/auth/authorizer/rbac/rbac_test.go'), 'utf8');
    const ours = text
      .replace(/^[\s\S]*?^package rbac$/m, 'package tables')
      .replace(/^func BenchmarkAuthorize[\s\S]*$/m, '')
      .replaceAll('rbacregistryvalidation.NewTestRuleResolver', 'NewTestRuleResolver')
      .replace(/^\t(?:rbacregistryvalidation )?"[^"]*\/(?:registry\/rbac\/validation|rbac\/bootstrappolicy)"\n/gm, '');
    const asked = await recorded(folder, ours);
    return asked.map((each, index) => ({ what: `question ${index + 1} of rbac_test.go`, asked: each }));
  },
});

export const suites: readonly Suite[] = [tests];
