import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { AppProject } from '../../src/decide/argocd/app-project.ts';
import { readRbacPolicy } from '../../src/decide/argocd/rbac.ts';
import type { RbacRules, RoleBinding } from '../../src/decide/rbac/objects.ts';
import { imagined } from '../../src/model/imagined.ts';
import type { KubernetesObject, Resource } from '../../src/model/located.ts';
import { isReached, namespacesInReach, objectsInReach, type Reach } from '../../src/verify/reach.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const at = { file: 'x.yaml', line: 1 };
const subject = { user: 'ann', groups: ['team'] };

function bindings(...given: readonly [namespace: string, subject?: string][]): Resource<RoleBinding>[] {
  return given.map(([namespace, name]) => imagined({
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding', metadata: { name: 'b', ...(namespace !== '' && { namespace }) },
    roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: [name === undefined ? { kind: 'User' } : { kind: 'User', name }],
  } as KubernetesObject, at) as Resource<RoleBinding>);
}

function namespaces(everywhere: Resource<RoleBinding>[], inOne: Resource<RoleBinding>[], who = subject): Reach {
  const rules: RbacRules = { roles: [], clusterRoles: [], roleBindings: inOne, clusterRoleBindings: everywhere };
  return namespacesInReach(rules, who);
}

describe('namespacesInReach()', () => {
  it('names the namespaces of the bindings that are for the subject', () => {
    expect(namespaces([], bindings(['a', 'ann'], ['b', 'bob']))).to.equal(new Set(['a']));
    expect(namespaces([], [])).to.equal(new Set());
  });

  it('names everything for a binding of the whole cluster', () => {
    expect(namespaces(bindings(['', 'ann']), [])).to.equal('everything');
    expect(namespaces(bindings(['', 'bob']), [])).to.equal(new Set());
  });

  it('names everything for whoever may do everything without a rule', () => {
    expect(namespaces([], [], { user: 'ann', groups: ['system:masters'] })).to.equal('everything');
  });

  it('names where a binding cannot be read, since it might be for the subject', () => {
    expect(namespaces([], bindings(['a', 'bob'], ['c']))).to.equal(new Set(['c']));
    expect(namespaces(bindings(['']), [])).to.equal('everything');
  });
});

describe('objectsInReach()', () => {
  const project = (spec: unknown): Resource<AppProject> =>
    imagined({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'p' }, spec } as KubernetesObject, at) as Resource<AppProject>;
  const objects = (data: object, projects: readonly Resource<AppProject>[] = []): Reach =>
    objectsInReach(readRbacPolicy(imagined({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data } as KubernetesObject, at), projects), { name: 'ann', groups: ['team'] });

  it('names the objects of the lines that the subject holds, by itself, by a group or as everybody', () => {
    const lines = ['p, ann, applications, get, p/one, allow', 'p, role:r, applications, get, p/two, allow', 'g, team, role:r', 'p, "", applications, get, p/three, allow', 'p, bob, applications, get, p/four, allow'];
    expect(objects({ 'policy.csv': lines.join('\n') })).to.equal(new Set(['p/one', 'p/three', 'p/two']));
    expect(objects({}, [project({ roles: [{ name: 'r', policies: ['p, proj:p:r, applications, get, p/x, allow'], groups: ['team'] }] })])).to.equal(new Set(['p', 'p/x']));
  });

  it('names everything for a pattern, a role of everybody, expressions, and a policy that cannot be read', () => {
    for (const data of [{ 'policy.csv': 'p, ann, applications, get, p/*, allow' }, { 'policy.default': 'role:r' }, { 'policy.matchMode': 'regex' }, { 'policy.csv': 'p, ann' }]) {
      expect(objects(data)).to.equal('everything');
    }
  });

  it('names everything where the roles of a project are not known', () => {
    expect(objects({}, [project({ roles: 'odd' })])).to.equal('everything');
    expect(objects({}, [project({})])).to.equal(new Set());
  });
});

describe('isReached()', () => {
  it('finds a name in what is listed, and every name in everything', () => {
    expect(isReached(new Set(['a']), 'a')).to.be.true();
    expect(isReached(new Set(['a']), 'b')).to.be.false();
    expect(isReached('everything', 'b')).to.be.true();
  });
});
