import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { rbacCases, type RawRules } from '../../testing/random/rbac.ts';
import { authorize } from '../../src/rbac/authorize.ts';
import type { RbacRules } from '../../src/rbac/grants.ts';
import { resource } from '../../testing/resource.ts';
import { clusterRole, clusterRoleBinding } from '../../testing/rbac.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const placed = (rules: RawRules): RbacRules => ({
  roles: rules.roles.map(resource),
  clusterRoles: rules.clusterRoles.map(resource),
  roleBindings: rules.roleBindings.map(resource),
  clusterRoleBindings: rules.clusterRoleBindings.map(resource),
});

describe('authorize, for any cluster', () => {
  it('takes no right away when a binding is added', () => {
    fc.assert(
      fc.property(rbacCases, rbacCases, ({ rules, subject, request }, other) => {
        const more = {
          ...rules,
          roleBindings: [...rules.roleBindings, ...other.rules.roleBindings],
          clusterRoleBindings: [...rules.clusterRoleBindings, ...other.rules.clusterRoleBindings],
        };
        return (
          authorize(placed(rules), subject, request).verdict !== 'allow' ||
          authorize(placed(more), subject, request).verdict === 'allow'
        );
      }),
    );
  });

  it('says why in words that fit the verdict', () => {
    const fitting = { allow: 'granted', deny: 'nothing-grants', unknown: 'input-missing', 'not-applicable': 'default' };
    fc.assert(
      fc.property(rbacCases, ({ rules, subject, request }) => {
        const { verdict, reasons } = authorize(placed(rules), subject, request);
        return reasons.length > 0 && reasons.every(({ basis }) => basis === fitting[verdict]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives no right when a binding is taken away', () => {
    fc.assert(
      fc.property(rbacCases, ({ rules, subject, request }) => {
        const fewer = { ...rules, roleBindings: rules.roleBindings.slice(1) };
        return (
          authorize(placed(rules), subject, request).verdict === 'allow' ||
          authorize(placed(fewer), subject, request).verdict !== 'allow'
        );
      }),
    );
  });

  it('grants nothing to those whom no binding names', () => {
    fc.assert(
      fc.property(rbacCases, ({ rules, request }) => {
        const named = { ...rules, roleBindings: [], clusterRoleBindings: [] };
        expect(authorize(placed(named), { user: 'alice', groups: ['team'] }, request).verdict).to.equal('deny');
      }),
    );
  });

  it('grants everything to whom a role of stars is bound', () => {
    fc.assert(
      fc.property(rbacCases, ({ rules, request }) => {
        const all = clusterRole('everything', [
          { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
          { verbs: ['*'], nonResourceURLs: ['*'] },
        ]);
        const bound = clusterRoleBinding('everything', 'everything', { kind: 'User', name: 'carol' });
        const more = {
          ...rules,
          clusterRoles: [...rules.clusterRoles, all],
          clusterRoleBindings: [...rules.clusterRoleBindings, bound],
        };
        expect(authorize(placed(more), { user: 'carol', groups: [] }, request).verdict).to.equal('allow');
      }),
    );
  });
});
