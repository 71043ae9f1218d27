import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { bindingDefect, policyDefect } from '../../src/admission/policy.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const matchConstraints = { resourceRules: [rule] };

describe('the check of an admission policy', () => {
  it('passes what an API server stores', () => {
    for (const spec of [
      { matchConstraints },
      {
        matchConstraints: {
          ...matchConstraints,
          matchPolicy: 'Exact',
          namespaceSelector: {},
          excludeResourceRules: [],
        },
        failurePolicy: 'Ignore',
      },
      {
        matchConstraints,
        variables: [{ name: 'a', expression: '1' }],
        matchConditions: [{ name: 'b', expression: 'true' }],
        validations: [{ expression: 'true', message: '' }],
      },
    ]) {
      expect(policyDefect({ spec }), JSON.stringify(spec)).to.be.undefined();
    }
  });

  it('names the field and the rule of what it would refuse', () => {
    for (const [document, path] of [
      [{}, []],
      [{ spec: {} }, ['spec']],
      [{ spec: { matchConstraints: {} } }, ['spec', 'matchConstraints']],
      [{ spec: { matchConstraints: { resourceRules: [] } } }, ['spec', 'matchConstraints', 'resourceRules']],
      [
        { spec: { matchConstraints: { resourceRules: [{ ...rule, operations: ['DESTROY'] }] } } },
        ['spec', 'matchConstraints', 'resourceRules', 0, 'operations', 0],
      ],
      [{ spec: { matchConstraints, failurePolicy: 'Maybe' } }, ['spec', 'failurePolicy']],
      [{ spec: { matchConstraints, validations: [{ expression: '' }] } }, ['spec', 'validations', 0, 'expression']],
      [{ spec: { matchConstraints, variables: [{ name: 'a' }] } }, ['spec', 'variables', 0]],
    ] as const) {
      const defect = policyDefect(document);
      expect(defect?.path, JSON.stringify(document)).to.equal([...path]);
      expect(defect?.rule).to.match(/^must /);
    }
  });
});

describe('the check of a binding', () => {
  it('passes what an API server stores', () => {
    expect(
      bindingDefect({
        spec: { policyName: 'p', validationActions: ['Deny', 'Audit'], matchResources: { namespaceSelector: {} } },
      }),
    ).to.be.undefined();
  });

  it('names the field of what it would refuse', () => {
    expect(bindingDefect({ spec: { policyName: 'p' } })?.path).to.equal(['spec']);
    expect(bindingDefect({ spec: { policyName: 'p', validationActions: ['Refuse'] } })?.path).to.equal([
      'spec',
      'validationActions',
      0,
    ]);
  });
});
