import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { admit } from '../../src/admission/admit.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../src/admission/policy.ts';
import type { AdmissionRequest } from '../../src/admission/request.ts';
import type { Ruling } from '../../src/ruling.ts';
import { place, resource } from '../../testing/resource.ts';
import { binding, configMap, namespace, policy, request } from '../../testing/admission-rules.ts';

export const lab = Lab.script();
const { describe, it } = lab;

interface Setting {
  readonly policies?: readonly ValidatingAdmissionPolicy[];
  readonly bindings?: readonly ValidatingAdmissionPolicyBinding[];
  readonly asked?: AdmissionRequest;
}
const namespaces = [resource(namespace('payments', { team: 'payments' }, { image: 'ghcr.io/payment' }))];

function ask({ policies = [], bindings = [binding()], asked = request(configMap()) }: Setting): Ruling {
  return admit({ policies: policies.map(resource), bindings: bindings.map(resource), namespaces }, asked);
}
const plain = ({ verdict, reasons }: Ruling): Ruling => ({ verdict, reasons });
const validating = (
  expression: string,
  more: Partial<ValidatingAdmissionPolicy['spec']> = {},
): ValidatingAdmissionPolicy => policy({ validations: [{ expression, message: 'fix it' }], ...more });
const verdictOf = (expression: string, asked?: AdmissionRequest): string =>
  ask({ policies: [validating(expression)], ...(asked && { asked }) }).verdict;

describe('admission', () => {
  it('refuses what a policy forbids, and cites the rule with its message', () => {
    expect(plain(ask({ policies: [validating('false')] }))).to.equal({
      verdict: 'deny',
      reasons: [
        {
          code: 'admission/policy-denied',
          basis: 'forbidden',
          args: { policy: 'policy', binding: 'binding', message: 'fix it' },
          at: { file: place('policy', 'spec', 'validations', 0, 'expression'), line: 1 },
        },
      ],
    });
  });

  it('lets pass what no policy objects to, and says which had a say', () => {
    expect(plain(ask({ policies: [validating('true')] }))).to.equal({
      verdict: 'allow',
      reasons: [
        {
          code: 'admission/no-objection',
          basis: 'default',
          args: {},
          at: { searched: [{ file: place('policy', 'spec'), line: 1 }] },
        },
      ],
    });
  });

  it('has no say where no policy is in force', () => {
    const nothing = ask({ policies: [validating('false')], bindings: [] });
    expect([nothing.verdict, nothing.reasons[0].code]).to.equal(['not-applicable', 'admission/no-rule']);
    expect(nothing.reasons[0].at).to.equal({
      searched: [{ file: place('policy', 'spec', 'matchConstraints'), line: 1 }],
    });
    const elsewhere = binding({ matchResources: { namespaceSelector: { matchLabels: { team: 'billing' } } } });
    expect(ask({ policies: [validating('false')], bindings: [elsewhere] }).verdict).to.equal('not-applicable');
    expect(ask({ policies: [validating('false')], bindings: [binding({ policyName: 'another' })] }).verdict).to.equal(
      'not-applicable',
    );
    expect(
      ask({ policies: [validating('false')], bindings: [binding({ validationActions: ['Warn', 'Audit'] })] }).verdict,
    ).to.equal('not-applicable');
  });

  it('evaluates all policies, and gives every refusal', () => {
    const both = [
      policy({ validations: [{ expression: 'false' }, { expression: 'true' }, { expression: '1 == 2' }] }),
      validating('true'),
    ];
    expect(ask({ policies: both }).reasons.map(({ args }) => args['message'])).to.equal([
      'failed expression: false',
      'failed expression: 1 == 2',
    ]);
  });

  it('gives no reason for a rule that has none to object, whoever else does', () => {
    const failing = [{ name: 'c', expression: 'object.spec.missing == 1' }];
    const silent = [
      validating('false', { matchConditions: [{ name: 'c', expression: 'false' }] }),
      validating('false', { matchConditions: failing, failurePolicy: 'Ignore' }),
      validating('object.spec.missing == 1', { failurePolicy: 'Ignore' }),
      validating('true'),
    ];
    const { verdict, reasons } = ask({
      policies: [...silent, policy({ validations: [{ expression: 'false', message: 'the one' }] })],
    });
    expect([verdict, ...reasons.map(({ args }) => args['message'])]).to.equal(['deny', 'the one']);
    expect(ask({ policies: silent }).verdict).to.equal('allow');
  });

  it('never asks a policy about reviews and about admission itself', () => {
    for (const [group, name] of [
      ['authorization.k8s.io', 'subjectaccessreviews'],
      ['authentication.k8s.io', 'tokenreviews'],
      ['admissionregistration.k8s.io', 'validatingadmissionpolicybindings'],
    ] as const) {
      expect(verdictOf('false', request(undefined, { resource: { group, version: 'v1', resource: name } }))).to.equal(
        'not-applicable',
      );
    }
    expect(
      verdictOf(
        'false',
        request(undefined, {
          resource: {
            group: 'admissionregistration.k8s.io',
            version: 'v1',
            resource: 'validatingwebhookconfigurations',
          },
        }),
      ),
    ).to.equal('deny');
  });
});

describe('an expression of a policy', () => {
  it('sees the request', () => {
    const asked = request(configMap(), { user: { name: 'dev', groups: ['a'] } });
    expect(
      verdictOf(
        'request.operation == "CREATE" && request.name == "settings" && request.namespace == "payments"',
        asked,
      ),
    ).to.equal('allow');
    expect(
      verdictOf('request.userInfo.username == "dev" && "a" in request.userInfo.groups && !request.dryRun', asked),
    ).to.equal('allow');
    expect(
      verdictOf(
        'request.kind.kind == "ConfigMap" && request.kind.group == "" && request.resource.resource == "configmaps"',
        asked,
      ),
    ).to.equal('allow');
    expect(verdictOf('request.requestKind.version == "v1" && request.requestResource.version == "v1"', asked)).to.equal(
      'allow',
    );
  });

  it('misses the parts of a request that are empty', () => {
    const asked = request(undefined, { operation: 'CONNECT', user: { name: '', groups: [] } });
    expect(verdictOf('!has(request.name) && !has(request.namespace) && !has(request.subResource)', asked)).to.equal(
      'allow',
    );
    expect(
      verdictOf('!has(request.userInfo.username) && !has(request.userInfo.groups) && request.kind.kind == ""', asked),
    ).to.equal('allow');
    expect(verdictOf('object == null && oldObject == null && namespaceObject == null', asked)).to.equal('allow');
    const exec = request(undefined, {
      operation: 'CONNECT',
      name: 'p',
      namespace: 'payments',
      resource: { group: '', version: 'v1', resource: 'pods', subresource: 'exec' },
    });
    expect(verdictOf('request.subResource == "exec" && request.requestSubResource == "exec"', exec)).to.equal('allow');
  });

  it('sees the object before and after, and knows a group in its version', () => {
    const before = resource(configMap('settings', { data: { size: 1 } }));
    const asked = request(configMap('settings', { data: { size: 2 } }), { operation: 'UPDATE', oldObject: before });
    expect(verdictOf('oldObject.data.size == 1 && object.data.size == 2', asked)).to.equal('allow');
    const deleted = request(undefined, {
      operation: 'DELETE',
      oldObject: resource({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } }),
    });
    expect(
      verdictOf('object == null && request.kind.group == "apps" && request.kind.version == "v1"', deleted),
    ).to.equal('allow');
  });

  it('sees the namespace, but for a Namespace', () => {
    expect(
      verdictOf(
        'namespaceObject.metadata.annotations["image"] == "ghcr.io/payment" && namespaceObject.metadata.labels.team == "payments"',
      ),
    ).to.equal('allow');
    expect(
      verdictOf('namespaceObject.metadata.labels["kubernetes.io/metadata.name"] == namespaceObject.metadata.name'),
    ).to.equal('allow');
    const own = { resource: { group: '', version: 'v1', resource: 'namespaces' } };
    expect(
      verdictOf('namespaceObject == null && request.namespace == "payments"', request(namespace('payments'), own)),
    ).to.equal('allow');
    const elsewhere = request(configMap(), { namespace: 'unheard-of' });
    expect(verdictOf('namespaceObject == null', elsewhere)).to.equal('unknown');
    expect(verdictOf('object != null', elsewhere)).to.equal('allow');
    const clusterWide = request({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing' } });
    expect(verdictOf('namespaceObject == null', clusterWide)).to.equal('allow');
    const gone = request(undefined, { ...own, operation: 'DELETE', name: 'unheard-of' });
    expect(verdictOf('namespaceObject == null', gone)).to.equal('allow');
    const bare = admit(
      {
        policies: [resource(validating('has(namespaceObject.metadata.annotations)'))],
        bindings: [resource(binding())],
        namespaces: [resource(namespace('payments'))],
      },
      request(configMap()),
    );
    expect(bare.verdict).to.equal('deny');
  });

  it('uses variables, each of those before it', () => {
    const variables = [
      { name: 'one', expression: '1' },
      { name: 'two', expression: 'variables.one + 1' },
    ];
    expect(
      ask({
        policies: [policy({ variables, validations: [{ expression: 'variables.two == 2 && has(variables.one)' }] })],
      }).verdict,
    ).to.equal('allow');
  });

  it('is not hurt by a variable that fails and does not matter', () => {
    const variables = [{ name: 'broken', expression: 'object.spec.missing == 1' }];
    expect(
      ask({ policies: [policy({ variables, validations: [{ expression: 'true || variables.broken' }] })] }).verdict,
    ).to.equal('allow');
    expect(
      ask({ policies: [policy({ variables, validations: [{ expression: 'variables.broken' }] })] }).verdict,
    ).to.equal('deny');
  });
});

describe('the message of a refusal', () => {
  const messageOf = (more: object): string | undefined =>
    ask({ policies: [policy({ validations: [{ expression: 'false', ...more }] })] }).reasons[0].args['message'];

  it('is computed where it can be, else fixed, else the expression', () => {
    expect(messageOf({ message: ' fixed ', messageExpression: '"bad: " + object.metadata.name' })).to.equal(
      'bad: settings',
    );
    expect(messageOf({ message: ' fixed ', messageExpression: 'object.missing + "x"' })).to.equal('fixed');
    expect(messageOf({ message: 'fixed', messageExpression: '"  "' })).to.equal('fixed');
    expect(messageOf({ message: 'fixed', messageExpression: '"two\\nlines"' })).to.equal('fixed');
    expect(messageOf({ message: '' })).to.equal('failed expression: false');
  });
});

describe('an expression that fails', () => {
  it('refuses, unless the policy says to ignore it', () => {
    const {
      verdict,
      reasons: [reason],
    } = ask({ policies: [validating('object.spec.missing == 1')] });
    expect([verdict, reason.code, reason.args['error']]).to.equal([
      'deny',
      'admission/policy-failed',
      'field not found: spec',
    ]);
    expect(ask({ policies: [validating('object.spec.missing == 1', { failurePolicy: 'Ignore' })] }).verdict).to.equal(
      'allow',
    );
  });
});

describe('a match condition', () => {
  const under = (...expressions: string[]) =>
    validating('false', { matchConditions: expressions.map((expression, i) => ({ name: `c${i}`, expression })) });

  it('keeps the policy from requests it is not about', () => {
    expect(ask({ policies: [under('true', 'request.name == "settings"')] }).verdict).to.equal('deny');
    expect(ask({ policies: [under('true', 'false')] }).verdict).to.equal('allow');
  });

  it('that is false settles it, even beside one that fails', () => {
    expect(ask({ policies: [under('object.spec.missing == 1', 'false')] }).verdict).to.equal('allow');
    expect(ask({ policies: [under('object.spec.missing == 1')] }).reasons[0].code).to.equal('admission/policy-failed');
    expect(
      ask({
        policies: [
          {
            ...under('object.spec.missing == 1'),
            spec: { ...under('object.spec.missing == 1').spec, failurePolicy: 'Ignore' },
          },
        ],
      }).verdict,
    ).to.equal('allow');
  });

  it('does not see the namespace', () => {
    expect(ask({ policies: [under('namespaceObject != null')] }).verdict).to.equal('allow');
  });
});

describe('what cannot be evaluated', () => {
  const codesOf = (setting: Setting): [string, ...string[]] => {
    const { verdict, reasons } = ask(setting);
    return [verdict, ...reasons.map(({ code }) => code)];
  };

  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };

  it('leaves the question open, and names the field that stands in the way', () => {
    for (const [spec, path] of [
      [{ validations: [{ expression: 'quantity("1") == 1' }] }, ['spec', 'validations', 0, 'expression']],
      [
        { validations: [{ expression: 'true', messageExpression: 'ip("x")' }] },
        ['spec', 'validations', 0, 'messageExpression'],
      ],
      [{ paramKind, variables: [{ name: 'v', expression: 'params.x' }] }, ['spec', 'variables', 0, 'expression']],
      [
        { variables: [{ name: 'v', expression: 'ip("x")' }], validations: [{ expression: 'variables.v == object' }] },
        ['spec', 'variables', 0, 'expression'],
      ],
      [{ paramKind }, ['spec', 'paramKind']],
      [{ auditAnnotations: [{ key: 'a', valueExpression: '"x"' }] }, ['spec', 'auditAnnotations']],
    ] as const) {
      const {
        verdict,
        reasons: [reason],
      } = ask({ policies: [policy(spec)] });
      expect([verdict, reason.code, reason.basis]).to.equal([
        'unknown',
        'admission/unsupported-policy',
        'input-missing',
      ]);
      expect(reason.at).to.equal({ file: place('policy', ...path), line: 1 });
    }
    expect(ask({ policies: [policy({ auditAnnotations: [] })] }).verdict).to.equal('allow');
  });

  it('is a policy whose expressions the API server refuses, whatever else is not supported', () => {
    const messages = (messageExpression: string) => ({ validations: [{ expression: 'true', messageExpression }] });
    for (const [spec, path, rule] of [
      [{ validations: [{ expression: "1 == '1'" }] }, ['validations', 0, 'expression'], 'no matching overload'],
      [
        { paramKind, validations: [{ expression: 'object.spec.flag' }] },
        ['validations', 0, 'expression'],
        'must evaluate to bool but got dyn',
      ],
      [{ validations: [{ expression: 'params.x == 1' }] }, ['validations', 0, 'expression'], "reference to 'params'"],
      [messages('1'), ['validations', 0, 'messageExpression'], 'must evaluate to string but got int'],
      [messages('string(authorizer == null)'), ['validations', 0, 'messageExpression'], "reference to 'authorizer'"],
      [
        {
          variables: [{ name: 'v', expression: 'request.foo1' }],
          validations: [{ expression: 'ip("x") == variables.v' }],
        },
        ['variables', 0, 'expression'],
        "undefined field 'foo1'",
      ],
      [
        { variables: [{ name: 'v', expression: '1' }], validations: [{ expression: 'variables.w == 1' }] },
        ['validations', 0, 'expression'],
        "undefined field 'w'",
      ],
      [
        { variables: [{ name: 'v', expression: '1' }], validations: [{ expression: "variables.v == 'a'" }] },
        ['validations', 0, 'expression'],
        "applied to '(int, string)'",
      ],
      [
        { matchConditions: [{ name: 'c', expression: 'variables.x' }] },
        ['matchConditions', 0, 'expression'],
        "reference to 'variables'",
      ],
      [
        { auditAnnotations: [{ key: 'a', valueExpression: '1' }] },
        ['auditAnnotations', 0, 'valueExpression'],
        'must evaluate to string or null but got int',
      ],
    ] as const) {
      const {
        verdict,
        reasons: [reason],
      } = ask({ policies: [policy(spec)] });
      expect([verdict, reason.code], rule).to.equal(['unknown', 'admission/invalid-policy']);
      expect(reason.args['rule']).to.contain(rule);
      expect(reason.at).to.equal({ file: place('policy', 'spec', ...path), line: 1 });
    }
  });

  it('is a policy or a binding that the API server would not store', () => {
    expect(codesOf({ policies: [policy({ failurePolicy: 'Maybe' as 'Fail' })] })).to.equal([
      'unknown',
      'admission/invalid-policy',
    ]);
    expect(codesOf({ policies: [validating('true')], bindings: [binding({ validationActions: [] })] })).to.equal([
      'unknown',
      'admission/invalid-policy',
    ]);
  });

  it('is a policy about another version, or about a namespace that is not known', () => {
    const other = validating('false', {
      matchConstraints: {
        resourceRules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['v9'], resources: ['*'] }],
      },
    });
    expect(codesOf({ policies: [other] })).to.equal(['unknown', 'admission/other-version']);
    expect(
      codesOf({
        policies: [other],
        bindings: [binding({ matchResources: { namespaceSelector: { matchLabels: { team: 'x' } } } })],
      }),
    ).to.equal(['not-applicable', 'admission/no-rule']);
    const selecting = binding({ matchResources: { namespaceSelector: { matchLabels: { team: 'payments' } } } });
    expect(
      codesOf({
        policies: [validating('true')],
        bindings: [selecting],
        asked: request(configMap(), { namespace: 'elsewhere' }),
      }),
    ).to.equal(['unknown', 'admission/namespace-unknown']);
    expect(
      codesOf({
        policies: [validating("namespaceObject.metadata.labels['a'] == 'b'")],
        asked: request(configMap(), { namespace: 'elsewhere' }),
      }),
    ).to.equal(['unknown', 'admission/namespace-unknown']);
  });

  it('never hides a refusal', () => {
    expect(codesOf({ policies: [policy({ paramKind }), validating('false')] })).to.equal([
      'deny',
      'admission/policy-denied',
    ]);
    expect(codesOf({ policies: [policy({ paramKind }), validating('true')] })[0]).to.equal('unknown');
  });
});

describe('the rules of a cluster', () => {
  it('are prepared once, and a policy once for all sets of rules', () => {
    const rules = { policies: [resource(validating('true'))], bindings: [resource(binding())], namespaces };
    expect(
      [admit(rules, request(configMap())), admit({ ...rules }, request(configMap()))].map(({ verdict }) => verdict),
    ).to.equal(['allow', 'allow']);
  });
});
