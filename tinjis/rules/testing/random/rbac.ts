import fc, { type Arbitrary } from 'fast-check';
import type { BindingSubject, ClusterRole, PolicyRule, RbacRules, Role, RoleBinding } from '../../src/rbac/grants.ts';
import type { RbacRequest, RbacSubject } from '../../src/rbac/request.ts';

/** The objects of `RbacRules` as they are written, without their places. */
export type RawRules = { readonly [K in keyof RbacRules]: readonly RbacRules[K][number]['object'][] };

export interface RbacCase {
  readonly rules: RawRules;
  readonly subject: RbacSubject;
  readonly request: RbacRequest;
}

const apiVersion = 'rbac.authorization.k8s.io/v1';
const some = <T>(...values: T[]): Arbitrary<T[]> =>
  fc.subarray(values, { minLength: 1, maxLength: Math.min(3, values.length) });

const resourceRule: Arbitrary<PolicyRule> = fc.record(
  {
    verbs: some('get', 'get', 'list', 'create', 'deletecollection', 'watch', 'impersonate', '*', '*', '*'),
    apiGroups: some('', 'apps', '', '*', '*'),
    resources: some('pods', 'pods', 'pods/log', '*', '*', '*/log', 'namespaces', 'pods/*', '*/status', 'deployments'),
    resourceNames: fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: some('payment', 'billing', '') },
    ),
  },
  { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
);

const pathRule: Arbitrary<PolicyRule> = fc.record({
  verbs: some('get', '*', 'post'),
  nonResourceURLs: some('/healthz', '/healthz/*', '/health*', '*', '/api*', '/metrics', '/healthz**', '/*/x'),
});

const rules = fc.array(fc.oneof({ weight: 4, arbitrary: resourceRule }, { weight: 1, arbitrary: pathRule }), {
  minLength: 1,
  maxLength: 4,
  size: 'max',
});
const roleNames = fc.constantFrom('one', 'two', 'one', 'two', 'three');
const namespaces = fc.constantFrom('payments', 'payments', 'billing');

const role: Arbitrary<Role> = fc
  .record({ name: roleNames, namespace: namespaces, rules })
  .map(({ name, namespace, rules: list }) => ({
    apiVersion,
    kind: 'Role',
    metadata: { name, namespace },
    rules: list,
  }));

const labels = fc.record(
  { 'aggregate-to': fc.constantFrom('one', 'two'), tier: fc.constantFrom('a', 'b') },
  { requiredKeys: [] },
);
const requirement = fc.oneof(
  fc.record({
    key: fc.constantFrom('tier', 'none'),
    operator: fc.constantFrom<'Exists' | 'DoesNotExist'>('Exists', 'DoesNotExist'),
  }),
  fc.record({
    key: fc.constantFrom('tier', 'none'),
    operator: fc.constantFrom<'In' | 'NotIn'>('In', 'NotIn'),
    values: some('a', 'b'),
  }),
);
/** Mostly a single label, so a role reaches another through a third, and not at once. */
const selector = fc.oneof(
  { weight: 3, arbitrary: fc.record({ matchLabels: fc.record({ 'aggregate-to': fc.constantFrom('one', 'two') }) }) },
  {
    weight: 1,
    arbitrary: fc.record(
      { matchLabels: labels, matchExpressions: fc.array(requirement, { maxLength: 1 }) },
      { requiredKeys: [] },
    ),
  },
);

const clusterRole: Arbitrary<ClusterRole> = fc
  .record({
    name: roleNames,
    labels,
    rules,
    aggregationRule: fc.option(
      fc.record({ clusterRoleSelectors: fc.array(selector, { minLength: 1, maxLength: 2 }) }),
      { freq: 2 },
    ),
  })
  .map(({ name, labels: set, rules: list, aggregationRule }) => ({
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name, labels: set },
    rules: list,
    ...(aggregationRule ? { aggregationRule } : {}),
  }));

const bindingSubject: Arbitrary<BindingSubject> = fc.oneof(
  fc.record({
    kind: fc.constant('User'),
    name: fc.constantFrom('alice', 'alice', 'system:serviceaccount:payments:deployer', 'system:anonymous'),
  }),
  fc.record({
    kind: fc.constant('Group'),
    name: fc.constantFrom(
      'team',
      'team',
      'system:serviceaccounts',
      'system:serviceaccounts:payments',
      'system:authenticated',
      'system:unauthenticated',
      'alice',
    ),
  }),
  fc.record(
    {
      kind: fc.constant('ServiceAccount'),
      name: fc.constantFrom('deployer', 'deployer', 'other'),
      namespace: fc.constantFrom('payments', 'billing'),
    },
    { requiredKeys: ['kind', 'name'] },
  ),
  fc.record({ kind: fc.constantFrom('user', 'Role'), name: fc.constant('alice') }),
);
const subjects = fc.array(bindingSubject, { minLength: 1, maxLength: 4, size: 'max' });

const bindingNames = fc.constantFrom('p', 'q', 'r');
const roleBinding: Arbitrary<RoleBinding> = fc
  .record({
    name: bindingNames,
    namespace: namespaces,
    kind: fc.constantFrom('Role', 'ClusterRole'),
    role: roleNames,
    subjects,
  })
  .map(({ name, namespace, kind, role: to, subjects: list }) => ({
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { kind, name: to },
    subjects: list,
  }));
const clusterRoleBinding: Arbitrary<RoleBinding> = fc
  .record({ name: bindingNames, role: roleNames, subjects })
  .map(({ name, role: to, subjects: list }) => ({
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { kind: 'ClusterRole', name: to },
    subjects: list,
  }));

/** Objects have unique names in the API; two objects with the same name would be one object, the later. */
const distinct = <T extends Role | RoleBinding>(
  objects: Arbitrary<T>,
  lengths: { minLength?: number; maxLength: number },
): Arbitrary<T[]> =>
  fc.uniqueArray(objects, { ...lengths, selector: ({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}` });

const askedSubjects: Arbitrary<RbacSubject> = fc.record({
  user: fc.constantFrom(
    'alice',
    'alice',
    'system:serviceaccount:payments:deployer',
    'system:serviceaccount:payments:deployer',
    'system:anonymous',
    'bob',
    'system:serviceaccount:Payments:deployer',
    'system:serviceaccount:payments',
  ),
  groups: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom([], ['team'], ['team', 'system:authenticated']) },
    { weight: 1, arbitrary: fc.constant(['system:masters']) },
  ),
});

/** No HTTP request uses these on a subresource: GET of one object's subresource is a `get`. */
const ofCollection = ['list', 'watch', 'deletecollection'];

const requests: Arbitrary<RbacRequest> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        verb: fc.constantFrom('get', 'get', 'list', 'create', 'deletecollection', 'watch', 'delete', 'impersonate'),
        group: fc.constantFrom('', '', 'apps'),
        resource: fc.constantFrom('pods', 'pods', 'deployments'),
        subresource: fc.constantFrom('', '', 'log', 'status'),
        name: fc.constantFrom('', 'payment', 'payment', 'billing'),
        namespace: fc.constantFrom('payments', 'payments', 'payments', 'billing', ''),
      })
      .map((request) => (ofCollection.includes(request.verb) ? { ...request, subresource: '' } : request)),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        verb: fc.constantFrom('get', 'list', 'create', 'delete', 'watch'),
        group: fc.constant(''),
        resource: fc.constant('namespaces'),
        subresource: fc.constantFrom('', 'status'),
        name: fc.constantFrom('payments', 'billing', ''),
      })
      .map((request) => (ofCollection.includes(request.verb) ? { ...request, subresource: '' } : request)),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constantFrom('get', 'post'),
      path: fc.constantFrom('/healthz', '/healthz/x', '/healthy', '/api', '/metrics/x', '/*'),
    }),
  },
);

export const rbacCases: Arbitrary<RbacCase> = fc.record({
  rules: fc.record({
    roles: distinct(role, { minLength: 2, maxLength: 5 }),
    clusterRoles: distinct(clusterRole, { minLength: 3, maxLength: 3 }),
    roleBindings: distinct(roleBinding, { minLength: 2, maxLength: 5 }),
    clusterRoleBindings: distinct(clusterRoleBinding, { maxLength: 2 }),
  }),
  subject: askedSubjects,
  request: requests,
});
