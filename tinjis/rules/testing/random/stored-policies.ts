import fc from 'fast-check';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../src/admission/policy.ts';
import { selector } from './network.ts';

/** A policy or a binding on its way into the API server. */
export type StoredCase = ValidatingAdmissionPolicy | ValidatingAdmissionPolicyBinding;

const one = fc.constantFrom;
// Mostly right, or hardly any case would be accepted.
const mostly = <T>(good: fc.Arbitrary<T>, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 20, arbitrary: good }, { weight: 1, arbitrary: one(...others) });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const name = mostly(one('images', 'a.b-c', 'x'), 'Images', 'a_b', '.a', 'a-', 'x'.repeat(254));
const expression = mostly(
  one('true', "object.spec.size == 'a'", 'has(object.spec)', 'request.dryRun', 'variables.v == 1', '  true '),
  'object.spec.flag',
  "1 == '1'",
  'request.foo1 == 1',
  'objct == null',
  'params.x == 1',
  '',
  ' ',
);
const text = mostly(one("'a'", "'a' + string(size(request.name))", 'request.name'), '1', 'null', 'object.a', ' ', '');
const listed = (...items: string[]): fc.Arbitrary<string[]> => fc.array(one(...items), { minLength: 1, maxLength: 3 });

const rule = fc
  .record({
    operations: mostly(listed('CREATE', 'UPDATE', 'DELETE'), ['*'], ['*', 'CREATE'], ['DESTROY'], []),
    apiGroups: mostly(listed('', 'apps'), ['*'], ['apps', '*'], []),
    apiVersions: mostly(listed('v1', 'v2'), ['*'], ['*', 'v1'], [''], []),
    resources: mostly(
      fc.uniqueArray(one('pods', 'services', 'pods/exec', '*/scale', 'pods/*', '*'), { minLength: 1, maxLength: 3 }),
      ['*/*'],
      ['*/*', 'pods'],
      ['pods', ''],
      [],
    ),
    resourceNames: maybe(mostly(listed('one', 'two', 'three'), ['a/b'], ['..'], ['a%b'])),
    scope: maybe(mostly(one('*', 'Cluster', 'Namespaced'), 'Everywhere')),
  })
  .map(present);

const matching = fc
  .record({
    resourceRules: fc.array(rule, { minLength: 1, maxLength: 2 }),
    excludeResourceRules: maybe(fc.array(rule, { maxLength: 1 })),
    namespaceSelector: maybe(selector()),
    objectSelector: maybe(mostly<unknown>(selector(), { matchExpressions: [{ key: 'a', operator: 'In' }] })),
    matchPolicy: maybe(mostly(one('Exact', 'Equivalent'), 'Similar')),
  })
  .map(present);

const conditionName = mostly(one('a', 'b', 'c.d', 'example.io/e'), '', 'a b', 'a/b/c', '-a');
const validation = fc
  .record({
    expression,
    message: maybe(mostly(one('no', ' no '), 'two\nlines', ' ', '')),
    messageExpression: maybe(text),
    reason: maybe(mostly(one('Invalid', 'Forbidden'), 'Unauthorized')),
  })
  .map(present);

const policySpec = fc
  .record({
    failurePolicy: maybe(mostly(one('Fail', 'Ignore'), 'Maybe')),
    matchConstraints: matching,
    matchConditions: maybe(
      fc.array(
        fc.record({
          name: conditionName,
          expression: mostly(one('true', ' request.name == "a" '), 'variables.v == 1', '1', ''),
        }),
        {
          maxLength: 3,
        },
      ),
    ),
    variables: fc
      .array(
        fc.record({
          name: mostly(one('w', '_x'), 'in', '1', 'a-b', ''),
          expression: mostly(one("'a'", 'object.a'), 'object.a ==', ''),
        }),
        {
          maxLength: 1,
        },
      )
      .map((more) => [{ name: 'v', expression: 'size(request.name)' }, ...more]),
    validations: mostly(fc.array(validation, { minLength: 1, maxLength: 2 }), []),
  })
  .map(present);

const bindingSpec = fc
  .record({
    policyName: name,
    validationActions: mostly<string[]>(
      one<string[]>(['Deny'], ['Deny', 'Audit'], ['Warn', 'Audit']),
      ['Deny', 'Warn'],
      ['Deny', 'Deny'],
      ['Refuse'],
      [],
    ),
    matchResources: maybe(matching),
    paramRef: maybe(
      fc
        .record({
          name: maybe(mostly(one('limits'), '..', 'a/b')),
          selector: maybe(selector()),
          parameterNotFoundAction: mostly<string | undefined>(one('Allow', 'Deny'), 'Ask', undefined),
        })
        .map(present),
    ),
  })
  .map(present);

const ofKind = (kind: string, spec: fc.Arbitrary<object>): fc.Arbitrary<StoredCase> =>
  fc.record({ name, spec }).map((made) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: made.name },
    spec: made.spec,
  })) as unknown as fc.Arbitrary<StoredCase>;

/** Policies and bindings of which the API server stores some and refuses others. */
export const storedCases: fc.Arbitrary<StoredCase> = fc.oneof(
  { weight: 2, arbitrary: ofKind('ValidatingAdmissionPolicy', policySpec) },
  { weight: 1, arbitrary: ofKind('ValidatingAdmissionPolicyBinding', bindingSpec) },
);
