import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Resource } from '../../src/objects/located.ts';
import { grantsOf } from '../../src/rbac/grants.ts';
import type { RbacRules } from '../../src/rbac/objects.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const at = (): { file: string; line: number } => ({ file: 'bindings.yaml', line: 1 });
const binding = (namespace: string, roleRef: unknown): Resource => ({
  at,
  object: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'x', namespace },
    roleRef,
  } as Resource['object'],
});

describe('Grants', () => {
  it('names the namespaces of which a binding that no API server would store leaves the rights unknown', () => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' };
    const rules = {
      roles: [],
      clusterRoles: [],
      clusterRoleBindings: [],
      roleBindings: [binding('shop', 'reader'), binding('stock', roleRef)],
    } as unknown as RbacRules;
    expect([...grantsOf(rules).defective()]).to.equal(['shop']);
    expect(grantsOf(rules)).to.shallow.equal(grantsOf(rules));
  });
});
