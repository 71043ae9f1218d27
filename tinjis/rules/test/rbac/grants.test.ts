import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Resource } from '../../src/objects/located.ts';
import { grantsOf, AggregatedRules, type RbacRules, type ClusterRole, type PolicyRule } from '../../src/rbac/grants.ts';
import { resource } from '../../testing/resource.ts';
import { clusterRole } from '../../testing/rbac.ts';

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

const rule = (...verbs: string[]): PolicyRule => ({ verbs, apiGroups: [''], resources: ['pods'] });
const gathers = (...labels: Record<string, string>[]): Partial<ClusterRole> => ({
  aggregationRule: { clusterRoleSelectors: labels.map((matchLabels) => ({ matchLabels })) },
});

function places(...roles: ClusterRole[]): string[] {
  const resources = roles.map((each) => resource(each));
  const aggregated = new AggregatedRules(resources);
  const [first] = resources;
  return first ? aggregated.of(first).map(({ at }) => at.file) : [];
}

describe('AggregatedRules', () => {
  it('leaves a plain role its rules', () => {
    expect(places(clusterRole('a', [rule('get'), rule('list')]))).to.equal(['a.yaml:rules/0', 'a.yaml:rules/1']);
    expect(places({ ...clusterRole('a', []), rules: null })).to.equal([]);
  });

  it('gives an aggregated role the rules of the selected, and none of its own', () => {
    const monitor = clusterRole('monitor', [rule('get')], gathers({ monitor: 'yes' }, { also: 'yes' }));
    const chosen = clusterRole('pods', [rule('list')], {}, { monitor: 'yes' });
    const also = clusterRole('nodes', [rule('watch')], {}, { also: 'yes' });
    const other = clusterRole('secrets', [rule('delete')], {}, { monitor: 'no' });
    expect(places(monitor, chosen, also, other)).to.equal(['pods.yaml:rules/0', 'nodes.yaml:rules/0']);
  });

  it('reaches through other aggregated roles, also in circles', () => {
    const top = clusterRole('top', [], gathers({ to: 'top' }), { to: 'middle' });
    const middle = clusterRole('middle', [], gathers({ to: 'middle' }), { to: 'top' });
    const leaf = clusterRole('leaf', [rule('get')], {}, { to: 'middle' });
    expect(places(top, middle, leaf)).to.equal(['leaf.yaml:rules/0']);
  });

  it('gathers nothing without selectors, and nothing from roles without labels', () => {
    const plain = clusterRole('plain', [rule('get')]);
    expect(places(clusterRole('none', [], { aggregationRule: {} }), plain)).to.equal([]);
    expect(places(clusterRole('none', [], { aggregationRule: { clusterRoleSelectors: null } }), plain)).to.equal([]);
    expect(places(clusterRole('some', [], gathers({ a: 'b' })), { ...plain, metadata: { name: 'plain' } })).to.equal(
      [],
    );
    expect(places(clusterRole('all', [], gathers({})), plain)).to.equal(['plain.yaml:rules/0']);
  });
});
