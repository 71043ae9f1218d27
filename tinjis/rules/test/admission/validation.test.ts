import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../src/admission/policy.ts';
import { bindingDefect, policyDefect } from '../../src/admission/validation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const metadata = { name: 'images' };
const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const matchConstraints = { resourceRules: [rule] };
const validations = [{ expression: 'true' }];
const spec = { matchConstraints, validations };

// A file may hold anything, whatever its type says.
const policyFault = (document: unknown): ReturnType<typeof policyDefect> =>
  policyDefect(document as ValidatingAdmissionPolicy);
const bindingFault = (document: unknown): ReturnType<typeof bindingDefect> =>
  bindingDefect(document as ValidatingAdmissionPolicyBinding);

/** A policy with one change, the place of its fault, and words of the API server's reason. */
type Fault = readonly [change: object, path: string, reason: string];

const withRule = (change: object): object => ({ matchConstraints: { resourceRules: [{ ...rule, ...change }] } });
const rules = 'matchConstraints.resourceRules.0';

describe('the check of an admission policy', () => {
  it('passes what an API server stores', () => {
    for (const change of [
      {},
      {
        matchConstraints: {
          ...matchConstraints,
          matchPolicy: 'Exact',
          namespaceSelector: {},
          excludeResourceRules: [],
        },
      },
      { failurePolicy: 'Ignore', matchConditions: [{ name: 'example.io/not-us', expression: 'true' }] },
      {
        variables: [{ name: 'a', expression: '1' }],
        validations: [{ expression: 'true', message: '', reason: 'Invalid' }],
      },
      { validations: [], auditAnnotations: [{ key: 'who', valueExpression: "'x'" }] },
      { paramKind: { apiVersion: 'example.io/v1', kind: 'Limits' } },
      { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } },
      withRule({ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*', 'pods/exec', '*/scale'] }),
      withRule({ resources: ['*/*'], resourceNames: ['one', 'two'], scope: 'Namespaced' }),
      withRule({ resources: ['pods/*', 'services/*', '*'] }),
    ]) {
      expect(policyFault({ metadata, spec: { ...spec, ...change } }), JSON.stringify(change)).to.be.undefined();
    }
  });

  it('names the field of what has another shape', () => {
    for (const [document, path] of [
      [{}, []],
      [{ metadata: {}, spec }, ['metadata']],
      [{ metadata, spec: { matchConstraints: {} } }, ['spec', 'matchConstraints']],
      [{ metadata, spec: { matchConstraints: { resourceRules: [] } } }, ['spec', 'matchConstraints', 'resourceRules']],
      [{ metadata, spec: { ...spec, failurePolicy: 'Maybe' } }, ['spec', 'failurePolicy']],
      [{ metadata, spec: { ...spec, variables: [{ name: 'a' }] } }, ['spec', 'variables', 0]],
      [
        { metadata, spec: { ...spec, validations: [{ expression: 'true', reason: 'Unauthorized' }] } },
        ['spec', 'validations', 0, 'reason'],
      ],
    ] as const) {
      const defect = policyFault(document);
      expect(defect?.path, JSON.stringify(document)).to.equal([...path]);
      expect(defect?.rule).to.match(/^must /);
    }
  });

  it('does not pass a field that the API server does not know', () => {
    expect(policyFault({ metadata, spec: { ...spec, failurPolicy: 'Fail' } })).to.not.be.undefined();
    expect(policyFault({ metadata, spec: { ...spec, ...withRule({ name: 'x' }) } })).to.not.be.undefined();
  });

  it("gives the API server's reason for what it would refuse", () => {
    const faults: readonly Fault[] = [
      [{ validations: [] }, 'validations', 'validations or auditAnnotations must contain at least one item'],
      [withRule({ operations: ['*', 'CREATE'] }), `${rules}.operations`, 'must not specify other operations'],
      [withRule({ apiGroups: ['apps', '*'] }), `${rules}.apiGroups`, 'must not specify other API groups'],
      [withRule({ apiVersions: ['*', 'v1'] }), `${rules}.apiVersions`, 'must not specify other API versions'],
      [withRule({ apiVersions: ['v1', ''] }), `${rules}.apiVersions.1`, 'must not be empty'],
      [withRule({ resources: ['pods', ''] }), `${rules}.resources.1`, 'must not be empty'],
      [withRule({ resources: ['*', 'pods'] }), `${rules}.resources`, 'other resources without subresources'],
      [withRule({ resources: ['*/*', 'pods'] }), `${rules}.resources`, 'must not specify other resources'],
      [withRule({ resources: ['pods/*', 'pods/exec'] }), `${rules}.resources.1`, "if 'pods/*' is present"],
      [withRule({ resources: ['*/scale', 'apps/scale'] }), `${rules}.resources.1`, "if '*/scale' is present"],
      [withRule({ resourceNames: ['a', 'a'] }), `${rules}.resourceNames.1`, 'duplicate value: "a"'],
      [withRule({ resourceNames: ['a/b'] }), `${rules}.resourceNames.0`, 'may not contain'],
      [
        { matchConditions: [{ name: 'a b', expression: 'true' }] },
        'matchConditions.0.name',
        'must be a qualified name',
      ],
      [{ matchConditions: [{ name: 'a', expression: ' ' }] }, 'matchConditions.0.expression', 'is not specified'],
      [
        { matchConditions: [1, 2].map(() => ({ name: 'a', expression: 'true' })) },
        'matchConditions.1.name',
        'duplicate value',
      ],
      [
        { matchConditions: Array.from({ length: 65 }, (_, i) => ({ name: `a${i}`, expression: 'true' })) },
        'matchConditions',
        'at most 64 items',
      ],
      [{ variables: [{ name: 'namespace', expression: '1' }] }, 'variables.0.name', 'must be a valid CEL identifier'],
      [{ variables: [{ name: 'a', expression: '' }] }, 'variables.0.expression', 'is not specified'],
      [{ validations: [{ expression: '' }] }, 'validations.0.expression', 'is not specified'],
      [
        { validations: [{ expression: 'true', message: 'a\nb' }] },
        'validations.0.message',
        'must not contain line breaks',
      ],
      [{ validations: [{ expression: 'true', message: ' ' }] }, 'validations.0.message', 'must be non-empty'],
      [
        { validations: [{ expression: 'true', messageExpression: ' ' }] },
        'validations.0.messageExpression',
        'must be non-empty',
      ],
      [{ auditAnnotations: [{ key: 'a/b', valueExpression: "'x'" }] }, 'auditAnnotations.0.key', 'qualified name'],
      [
        { auditAnnotations: [{ key: 'a', valueExpression: '' }] },
        'auditAnnotations.0.valueExpression',
        'not specified',
      ],
      [
        { auditAnnotations: [{ key: 'a', valueExpression: 'x'.repeat(5121) }] },
        'auditAnnotations.0.valueExpression',
        'must not exceed 5120 bytes',
      ],
      [
        { auditAnnotations: [1, 2].map(() => ({ key: 'a', valueExpression: "'x'" })) },
        'auditAnnotations.1.key',
        'duplicate value',
      ],
      [
        { auditAnnotations: Array.from({ length: 21 }, (_, i) => ({ key: `a${i}`, valueExpression: "'x'" })) },
        'auditAnnotations',
        'not have more than 20',
      ],
      [{ paramKind: { apiVersion: 'a/b/c', kind: 'X' } }, 'paramKind.apiVersion', 'a group and a version'],
      [{ variables: [{ name: '1a', expression: '1' }] }, 'variables.0.name', 'must be a valid CEL identifier'],
      [{ paramKind: { apiVersion: 'A/v1', kind: 'X' } }, 'paramKind.apiVersion', 'a group and a version'],
      [{ paramKind: { apiVersion: 'v1', kind: '1' } }, 'paramKind.kind', 'must be a DNS label'],
    ];
    for (const [change, path, reason] of faults) {
      const defect = policyFault({ metadata, spec: { ...spec, ...change } });
      expect(defect?.path.join('.'), JSON.stringify(change)).to.equal(`spec.${path}`);
      expect(defect?.rule).to.contain(reason);
    }
    expect(policyFault({ metadata: { name: 'Images' }, spec })?.path).to.equal(['metadata', 'name']);
  });
});

describe('the check of a binding', () => {
  const bound = { policyName: 'images', validationActions: ['Deny', 'Audit'] };

  it('passes what an API server stores', () => {
    for (const change of [
      { matchResources: { namespaceSelector: {} } },
      { paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } },
      { paramRef: { selector: {}, namespace: 'x', parameterNotFoundAction: 'Allow' } },
    ]) {
      expect(bindingFault({ metadata, spec: { ...bound, ...change } }), JSON.stringify(change)).to.be.undefined();
    }
  });

  it('names the field and the reason of what it would refuse', () => {
    const faults: readonly Fault[] = [
      [{ policyName: 'Images' }, 'policyName', 'must be a lowercase RFC 1123 subdomain'],
      [{ validationActions: ['Refuse'] }, 'validationActions.0', 'must be equal to one of'],
      [{ validationActions: ['Deny', 'Deny'] }, 'validationActions.1', 'duplicate value: "Deny"'],
      [{ validationActions: ['Deny', 'Warn'] }, 'validationActions', 'must not contain both Deny and Warn'],
      [
        { matchResources: { excludeResourceRules: [{ ...rule, operations: ['*', 'UPDATE'] }] } },
        'matchResources.excludeResourceRules.0.operations',
        'must not specify other operations',
      ],
      [
        { matchResources: { objectSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } } },
        'matchResources.objectSelector.matchExpressions.0',
        'must have required property',
      ],
      [{ paramRef: { parameterNotFoundAction: 'Deny' } }, 'paramRef', 'one of name or selector must be specified'],
      [
        { paramRef: { name: 'a', selector: {}, parameterNotFoundAction: 'Deny' } },
        'paramRef.name',
        'name and selector are mutually exclusive',
      ],
      [{ paramRef: { name: '..', parameterNotFoundAction: 'Deny' } }, 'paramRef.name', "may not be '.' or '..'"],
      [{ paramRef: { name: 'a' } }, 'paramRef', 'must have required property'],
    ];
    for (const [change, path, reason] of faults) {
      const defect = bindingFault({ metadata, spec: { ...bound, ...change } });
      expect(defect?.path.join('.'), JSON.stringify(change)).to.equal(`spec.${path}`);
      expect(defect?.rule).to.contain(reason);
    }
    expect(bindingFault({ metadata: { name: 'a..b' }, spec: bound })?.path).to.equal(['metadata', 'name']);
    expect(bindingFault({ metadata, spec: { policyName: 'images' } })?.path).to.equal(['spec']);
  });
});
