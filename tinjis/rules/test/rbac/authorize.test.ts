import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { authorize } from '../../src/rbac/authorize.ts';
import type { PolicyRule, RbacRules } from '../../src/rbac/grants.ts';
import type { RbacRequest, ResourceRequest, RbacSubject } from '../../src/rbac/request.ts';
import { told } from '../../testing/app-project.ts';
import { alice, cluster, clusterRole, clusterRoleBinding, role, roleBinding } from '../../testing/rbac.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const user = (name: string, ...groups: string[]): RbacSubject => ({ user: name, groups });
const read: PolicyRule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] };
const get: ResourceRequest = { verb: 'get', group: '', resource: 'pods', name: 'x', namespace: 'payments' };
const ask = (rules: RbacRules, request: Partial<ResourceRequest> = {}, subject = user('alice')): string[] =>
  told(authorize(rules, subject, { ...get, ...request }));
/** The answer of a rule that the subject holds in namespace payments. */
const with1 = (rule: PolicyRule, request: RbacRequest): string =>
  authorize(cluster(role('r', 'payments', rule), roleBinding('b', 'payments', 'Role r', alice)), user('alice'), request)
    .verdict;

describe('authorize', () => {
  const own = cluster(
    role('reader', 'payments', { verbs: ['get'], apiGroups: [''], resources: ['services'] }, read),
    roleBinding('people', 'payments', 'Role reader', alice),
  );

  it("allows what a bound rule grants, and cites the rule and the binding's entry", () => {
    expect(ask(own)).to.equal(['allow', 'rbac/granted granted reader rules/1', 'rbac/bound granted people subjects/0']);
    const subject = user('alice');
    expect(ask(own, {}, subject)).to.equal(ask(own, {}, subject));
  });

  it('denies what no rule grants, and says which bindings it looked at', () => {
    expect(ask(own, { verb: 'delete', group: 'apps', resource: 'deployments' })).to.equal([
      'deny',
      'rbac/nothing-grants nothing-grants searched people subjects/0',
    ]);
    expect(ask(own, {}, user('bob'))).to.equal(['deny', 'rbac/nothing-grants nothing-grants searched ']);
  });

  it('holds a RoleBinding in its namespace only, and shows where it would hold', () => {
    const rules = cluster(
      role('reader', 'payments', read),
      roleBinding('people', 'payments', 'Role reader', alice),
      role('other', 'billing', { ...read, verbs: ['list'] }),
      roleBinding('more', 'billing', 'Role other', alice),
      roleBinding('lost', 'third', 'Role none', alice),
    );
    expect(ask(rules, { namespace: 'billing' })).to.equal([
      'deny',
      'rbac/nothing-grants nothing-grants searched more subjects/0',
      'rbac/other-verb nothing-grants other rules/0',
      'rbac/other-namespace nothing-grants people subjects/0',
    ]);
    expect(ask(rules, { verb: 'list', name: '', namespace: '' })[0]).to.equal('deny');
  });

  it('holds a ClusterRoleBinding everywhere, and a ClusterRole bound by a RoleBinding there', () => {
    const everywhere = cluster(clusterRole('reader', [read]), clusterRoleBinding('all', 'reader', alice));
    for (const namespace of ['payments', 'billing', '']) {
      expect(ask(everywhere, { namespace })[0]).to.equal('allow');
    }
    const here = cluster(clusterRole('reader', [read]), roleBinding('some', 'payments', 'ClusterRole reader', alice));
    expect(ask(here)[0]).to.equal('allow');
    expect(ask(here, { namespace: '' })[0]).to.equal('deny');
  });

  it('tells resources from subresources, verbs and groups apart', () => {
    expect(ask(own, { subresource: 'log' })[0]).to.equal('allow');
    expect(ask(own, { subresource: 'exec', verb: 'create' })[0]).to.equal('deny');
    expect(ask(own, { subresource: 'exec' })).to.include('rbac/other-subresource nothing-grants reader rules/1');
    expect(ask(own, { group: 'metrics.k8s.io' })).to.include('rbac/other-group nothing-grants reader rules/1');
    expect(ask(own, { verb: 'delete' })).to.include('rbac/other-verb nothing-grants reader rules/1');
  });

  it('reads stars for verbs, groups, resources and the resource of a subresource', () => {
    expect(with1({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { ...get, subresource: 'log' })).to.equal(
      'allow',
    );
    expect(with1({ verbs: ['get'], apiGroups: [''], resources: ['*/log'] }, { ...get, subresource: 'log' })).to.equal(
      'allow',
    );
    expect(with1({ verbs: ['get'], apiGroups: [''], resources: ['*/log'] }, get)).to.equal('deny');
    expect(with1({ verbs: ['get'], apiGroups: [''], resources: ['pods/*'] }, { ...get, subresource: 'log' })).to.equal(
      'deny',
    );
    expect(with1({ verbs: ['get'], apiGroups: null, resources: null }, get)).to.equal('deny');
    expect(with1({ verbs: ['get'], apiGroups: [''], resources: null }, get)).to.equal('deny');
    const nothing = cluster(
      role('r', 'payments', { verbs: ['get'], apiGroups: [''], resources: null }),
      roleBinding('b', 'payments', 'Role r', alice),
    );
    expect(ask(nothing)).to.equal(['deny', 'rbac/nothing-grants nothing-grants searched r rules/0, b subjects/0']);
  });

  it('grants by name only what has a name', () => {
    const named: PolicyRule = { verbs: ['*'], apiGroups: [''], resources: ['pods', 'pods/exec'], resourceNames: ['x'] };
    expect(with1(named, get)).to.equal('allow');
    expect(with1(named, { ...get, name: 'y' })).to.equal('deny');
    for (const verb of ['create', 'deletecollection']) {
      expect(with1(named, { ...get, verb })).to.equal('deny');
    }
    expect(with1(named, { ...get, verb: 'create', subresource: 'exec' })).to.equal('allow');
    expect(with1(named, { ...get, verb: 'list' })).to.equal('allow');
    expect(with1(named, { verb: 'list', group: '', resource: 'pods', namespace: 'payments' })).to.equal('deny');
    const rules = cluster(role('r', 'payments', named), roleBinding('b', 'payments', 'Role r', alice));
    expect(ask(rules, { verb: 'create' })).to.include('rbac/name-not-asked nothing-grants r rules/0');
    expect(ask(rules, { name: 'y' })).to.include('rbac/other-name nothing-grants r rules/0');
  });

  it('takes a namespace asked for by name for one within itself', () => {
    const rule = { verbs: ['*'], apiGroups: [''], resources: ['namespaces', 'namespaces/status'] };
    const namespace: ResourceRequest = { verb: 'get', group: '', resource: 'namespaces', name: 'payments' };
    expect(with1(rule, namespace)).to.equal('allow');
    expect(with1(rule, { ...namespace, name: 'billing' })).to.equal('deny');
    expect(with1(rule, { ...namespace, verb: 'list' })).to.equal('deny');
    expect(with1(rule, { ...namespace, verb: 'create' })).to.equal('deny');
    expect(with1(rule, { ...namespace, verb: 'create', subresource: 'status' })).to.equal('allow');
  });

  it('grants paths by ClusterRoleBindings, with stars at their end', () => {
    const rules = cluster(
      clusterRole('probe', [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/metrics/*'] }, read]),
      clusterRoleBinding('all', 'probe', alice),
    );
    const path = (path1: string): string[] => told(authorize(rules, user('alice'), { verb: 'get', path: path1 }));
    expect(path('/healthz')[0]).to.equal('allow');
    expect(path('/metrics/x')[0]).to.equal('allow');
    expect(path('/metrics')).to.equal([
      'deny',
      'rbac/nothing-grants nothing-grants searched all subjects/0',
      'rbac/other-path nothing-grants probe rules/0',
    ]);
    expect(with1({ verbs: ['*'], nonResourceURLs: ['*'] }, { verb: 'get', path: '/healthz' })).to.equal('deny');
  });

  it('knows ServiceAccounts by namespace and name, and by their groups', () => {
    const deployer = user('system:serviceaccount:payments:deployer');
    const bind = (subject: { kind: string; name: string; namespace?: string }): string =>
      ask(
        cluster(role('reader', 'payments', read), roleBinding('b', 'payments', 'Role reader', subject)),
        {},
        deployer,
      )[0] as string;
    expect(bind({ kind: 'ServiceAccount', name: 'deployer' })).to.equal('allow');
    expect(bind({ kind: 'ServiceAccount', name: 'deployer', namespace: 'payments' })).to.equal('allow');
    expect(bind({ kind: 'ServiceAccount', name: 'deployer', namespace: 'billing' })).to.equal('deny');
    for (const group of ['system:serviceaccounts', 'system:serviceaccounts:payments', 'system:authenticated']) {
      expect(bind({ kind: 'Group', name: group })).to.equal('allow');
    }
    expect(bind({ kind: 'Group', name: 'system:serviceaccounts:billing' })).to.equal('deny');
    expect(bind({ kind: 'User', name: 'system:serviceaccount:payments:deployer' })).to.equal('allow');
    const nowhere = cluster(
      clusterRole('reader', [read]),
      clusterRoleBinding('b', 'reader', { kind: 'ServiceAccount', name: 'deployer' }),
    );
    expect(ask(nowhere, {}, deployer)[0]).to.equal('deny');
  });

  it('tells the anonymous from the authenticated', () => {
    const rules = (group: string): RbacRules =>
      cluster(clusterRole('reader', [read]), clusterRoleBinding('b', 'reader', { kind: 'Group', name: group }));
    expect(ask(rules('system:authenticated'), {}, user('system:anonymous'))[0]).to.equal('deny');
    expect(ask(rules('system:unauthenticated'), {}, user('system:anonymous'))[0]).to.equal('allow');
    expect(ask(rules('system:authenticated'), {}, user('alice', 'system:authenticated'))[0]).to.equal('allow');
    expect(ask(rules('system:authenticated'), {}, user('alice', 'system:unauthenticated'))[0]).to.equal('deny');
  });

  it('lets system:masters do everything', () => {
    expect(ask(cluster(), {}, user('root', 'system:masters'))).to.equal([
      'allow',
      'rbac/privileged-group granted searched ',
    ]);
  });

  it('does not know what a role grants that is not there, unless another grants it', () => {
    const missing = roleBinding('view', 'payments', 'ClusterRole view', alice);
    expect(ask(cluster(missing))).to.equal(['unknown', 'rbac/role-missing input-missing view roleRef']);
    expect(ask(cluster(missing), { namespace: 'billing' })[0]).to.equal('deny');
    expect(
      ask(
        cluster(missing, role('reader', 'payments', read), roleBinding('people', 'payments', 'Role reader', alice)),
      )[0],
    ).to.equal('allow');
  });

  it('does not know what a malformed binding or role grants', () => {
    const odd = { ...roleBinding('odd', 'payments', 'Role reader'), subjects: ['alice'] as never };
    expect(ask(cluster(odd))).to.equal(['unknown', 'rbac/object-malformed input-missing odd subjects/0']);
    expect(ask(cluster(odd), { namespace: 'billing' })[0]).to.equal('deny');
    expect(ask(cluster({ ...odd, subjects: null }))[0]).to.equal('deny');
    const noRole = roleBinding('b', 'payments', 'Role reader', alice);
    expect(ask(cluster(role('reader', 'payments', { verbs: 'get' } as never), noRole))).to.equal([
      'unknown',
      'rbac/role-missing input-missing b roleRef',
    ]);
    expect(
      ask(
        cluster(clusterRole('reader', 'all' as never), { ...noRole, roleRef: { kind: 'ClusterRole', name: 'reader' } }),
      )[0],
    ).to.equal('unknown');
    expect(ask(cluster({ ...noRole, metadata: { name: 'b' } }))).to.equal([
      'unknown',
      'rbac/object-malformed input-missing b metadata',
    ]);
    expect(ask(cluster({ ...noRole, roleRef: undefined as never }))[1]).to.equal(
      'rbac/object-malformed input-missing b ',
    );
  });
});
