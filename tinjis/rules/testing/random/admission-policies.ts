import fc from 'fast-check';
import type { LabelSelector } from '../../src/label-selector.ts';
import type {
  MatchResources,
  Namespace,
  AdmissionOperation,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../src/admission/policy.ts';
import { labels, selector } from './network.ts';

/** A request with all the rules it meets. */
export interface PolicyCase {
  readonly policies: readonly ValidatingAdmissionPolicy[];
  readonly bindings: readonly ValidatingAdmissionPolicyBinding[];
  readonly namespaces: readonly Namespace[];
  readonly request: RequestCase;
}

/** A request with plain objects. */
export interface RequestCase {
  readonly operation: AdmissionOperation;
  readonly object?: Namespace;
  readonly oldObject?: Namespace;
  readonly namespace?: string;
  readonly name: string;
  readonly resource: {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly subresource?: string;
  };
  readonly user: { readonly name: string; readonly groups: readonly string[] };
}

const operation = fc.constantFrom<AdmissionOperation>('CREATE', 'UPDATE', 'DELETE');
const name = fc.constantFrom('one', 'two');
const user = fc.constantFrom(
  { name: 'alice', groups: ['dev', 'system:authenticated'] },
  { name: 'root', groups: ['system:masters'] },
  { name: 'system:serviceaccount:argocd:deployer', groups: [] },
);

const operations = fc.oneof(fc.constant(['*' as const]), fc.uniqueArray(operation, { minLength: 1, maxLength: 2 }));
// Mostly matching values, or two policies and their bindings would hardly ever meet.
const mostly = <T>(good: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(good) }, ...others.map((one) => fc.constant(one)));
const rule = fc.record({
  operations: fc.oneof({ weight: 2, arbitrary: fc.constant(['*' as const]) }, { weight: 1, arbitrary: operations }),
  apiGroups: mostly(['*'], ['example.io'], ['', 'example.io'], ['apps']),
  apiVersions: mostly(['*'], ['v1'], ['v1', 'v2']),
  resources: mostly(
    ['*/*'],
    ['*'],
    ['things'],
    ['things', 'namespaces'],
    ['things/*'],
    ['*/status'],
    ['things/status'],
    ['others'],
  ),
  resourceNames: mostly(undefined, ['one'], []),
  scope: mostly(undefined, '*' as const, 'Cluster' as const, 'Namespaced' as const),
});
const some: fc.Arbitrary<LabelSelector | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: selector() },
);
const match: fc.Arbitrary<MatchResources> = fc
  .record({
    resourceRules: fc.array(rule, { minLength: 1, maxLength: 2 }),
    excludeResourceRules: fc.oneof(
      { weight: 12, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(rule, { maxLength: 1 }) },
    ),
    namespaceSelector: some,
    objectSelector: some,
    matchPolicy: fc.constantFrom(undefined, 'Exact' as const, 'Equivalent' as const),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));

// Few expressions and variables, because compiling them is slow in the real code; `admission-cel` covers their meaning
// one by one.
const variables = [
  { name: 'admin', expression: `'system:masters' in request.userInfo.groups` },
  { name: 'size', expression: 'has(object.spec.size) ? object.spec.size : 0' },
  { name: 'broken', expression: 'object.spec.missing == 1' },
  {
    name: 'annotated',
    expression: `has(namespaceObject.metadata.annotations) && 'open' in namespaceObject.metadata.annotations`,
  },
  { name: 'both', expression: 'variables.admin || variables.size > 1' },
];
const expressions = [
  'variables.admin',
  'variables.size <= 2',
  'variables.both',
  '!variables.annotated',
  'variables.broken',
  'variables.admin || variables.broken',
  'object.spec.size < 3',
  `request.operation != 'DELETE'`,
  `request.name == 'one'`,
  `!has(request.namespace) || request.namespace == 'billing'`,
  `request.resource.resource == 'things' && request.kind.kind != 'Namespace'`,
  `has(request.subResource)`,
  `oldObject == null || object == null || oldObject.spec.size <= object.spec.size`,
  `namespaceObject == null || namespaceObject.metadata.name != 'web'`,
  `namespaceObject.metadata.labels['kubernetes.io/metadata.name'] == request.namespace`,
  `request.userInfo.username.startsWith('system:')`,
];
const conditions = [
  "request.userInfo.username != 'root'",
  'object.spec.size == 1',
  'namespaceObject == null',
  'object != null',
];
const messages = [`'size ' + string(variables.size)`, `'no ' + object.spec.missing`, `'  '`, `'two\\nlines'`];

const validation = fc
  .record({
    expression: fc.constantFrom(...expressions),
    message: fc.constantFrom(undefined, 'fixed', ' padded '),
    messageExpression: fc.constantFrom(undefined, undefined, ...messages),
  })
  .map(
    (all) =>
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as { expression: string },
  );

const body = fc.record({
  failurePolicy: mostly<'Fail' | 'Ignore'>('Fail', 'Ignore'),
  matchConditions: fc
    .oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.uniqueArray(fc.constantFrom(...conditions), { maxLength: 2 }))
    .map((all) => all.map((expression, i) => ({ name: `condition-${i}`, expression }))),
  validations: fc.array(validation, { minLength: 1, maxLength: 2 }),
});
// Two thousand of them, always the same; constraints, bindings and requests are still random.
const policy = fc
  .record({ matchConstraints: match, body: fc.constantFrom(...fc.sample(body, { numRuns: 2000, seed: 1 })) })
  .map(({ matchConstraints, body: rest }) => ({ matchConstraints, ...rest }));

const binding = fc
  .record({
    policyName: fc.constantFrom('policy-0', 'policy-0', 'policy-0', 'policy-1', 'policy-2'),
    validationActions: fc.constantFrom(
      ['Deny' as const],
      ['Deny' as const],
      ['Warn' as const, 'Audit' as const],
      ['Deny' as const, 'Audit' as const],
    ),
    matchResources: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: match }),
  })
  .map(({ matchResources, ...rest }) => ({ ...rest, ...(matchResources && { matchResources }) }));

const namespaceNames = ['billing', 'payments', 'web'];
const namespaceCalled = (one: string): fc.Arbitrary<Namespace> =>
  fc.record({ labels, open: fc.boolean() }).map(({ labels: own, open }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: one, labels: own, ...(open && { annotations: { open: 'yes' } }) },
  }));
const namespaces: fc.Arbitrary<Namespace[]> = fc.tuple(...namespaceNames.map(namespaceCalled));

const thing = fc
  .record({ name, labels, size: fc.constantFrom(undefined, 0, 1, 2, 3) })
  .map(({ name: own, labels: some2, size }) => ({
    apiVersion: 'example.io/v1',
    kind: 'Thing',
    metadata: { name: own, labels: some2 },
    spec: size === undefined ? {} : { size },
  }));

const aboutThings: fc.Arbitrary<RequestCase> = fc
  .record({
    operation,
    object: thing,
    oldObject: thing,
    namespace: fc.constantFrom(...namespaceNames, undefined),
    name,
    user,
    subresource: fc.constantFrom(undefined, undefined, undefined, 'status'),
  })
  .map(({ operation: verb, object, oldObject, namespace, name: own, user: who, subresource }) => ({
    operation: verb,
    ...(verb !== 'DELETE' && {
      object: { ...object, metadata: { ...object.metadata, ...(namespace && { namespace }) } },
    }),
    ...(verb !== 'CREATE' && {
      oldObject: { ...oldObject, metadata: { ...oldObject.metadata, ...(namespace && { namespace }) } },
    }),
    ...(namespace && { namespace }),
    name: own,
    resource: { group: 'example.io', version: 'v1', resource: 'things', ...(subresource && { subresource }) },
    user: who,
  }));

// The API server gives a request about a Namespace that namespace's own name.
const aboutNamespaces: fc.Arbitrary<RequestCase> = fc
  .record({ operation, name: fc.constantFrom(...namespaceNames), labels, user })
  .map(({ operation: verb, name: own, labels: some2, user: who }) => {
    // Stored Namespaces always have a spec.
    const written = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: own, labels: some2 }, spec: {} };
    return {
      operation: verb,
      ...(verb !== 'DELETE' && { object: written }),
      ...(verb !== 'CREATE' && { oldObject: written }),
      namespace: own,
      name: own,
      resource: { group: '', version: 'v1', resource: 'namespaces' },
      user: who,
    };
  });

/** Random requests under random policies. */
export const policyCases: fc.Arbitrary<PolicyCase> = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 2 }).map((all) =>
    all.map((spec, i) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: `policy-${i}` },
      spec: { ...spec, variables },
    })),
  ),
  bindings: fc.array(binding, { minLength: 2, maxLength: 3 }).map((all) =>
    all.map((spec, i) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: `binding-${i}` },
      spec,
    })),
  ),
  namespaces,
  request: fc.oneof({ weight: 5, arbitrary: aboutThings }, { weight: 1, arbitrary: aboutNamespaces }),
});
