import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../../src/model/model.ts';
import { Objects } from '@tinjis/rules/objects/objects';
import { admissionRules } from '../../../src/verify/promises/admission-rules.ts';
import { Tally } from '../../../src/verify/tally.ts';
import { contextOf, repository } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { tree, model } = repository;
const [base] = model.clusters as [ClusterModel];
const policy = 'ValidatingAdmissionPolicy';
const binding = 'ValidatingAdmissionPolicyBinding';

/** The base's cluster with every object changed, or left out. */
function changed(change: (object: KubernetesObject) => object | undefined): ClusterModel {
  const objects = base.governance.all.flatMap((resource): Resource[] => {
    const object = change(resource.object) as KubernetesObject | undefined;
    return object ? [object === resource.object ? resource : { ...resource, object }] : [];
  });
  return { ...base, governance: new Objects(objects) };
}

function proved(...clusters: readonly ClusterModel[]): Tally {
  const tally = new Tally();
  admissionRules.prove?.(contextOf(tree, { ...model, clusters }), tally);
  return tally;
}
const found = ({ breaches }: Tally): string[] => [
  ...new Set(breaches.map(({ code, args }) => `${code} ${args['policy']}`)),
];
const isOne = ({ kind, metadata }: KubernetesObject, ...kinds: string[]): boolean =>
  metadata.name === 'endpoints' && kinds.includes(kind);

type Fields = Readonly<Record<string, unknown>>;
const specOf = (object: object): Fields => (object as { readonly spec: Fields }).spec;

/** The findings of a rule, or of its binding, with another spec: code, rule, what a team may choose, and the place. */
function wayOut(kind: string, name: string, change: (spec: Fields) => object): readonly string[] {
  const cluster = changed((object) =>
    object.kind === kind && object.metadata.name === name
      ? { ...object, spec: { ...specOf(object), ...change(specOf(object)) } }
      : object,
  );
  return proved(cluster)
    .breaches.filter(({ code }) => code === 'admission/way-out' || code === 'admission/not-in-force')
    .map(({ code, args, at }) => [code, args['policy'], args['what'] ?? args['rule'], at.file].join(' | '));
}
const endpoints = 'policies/admission/endpoints.yaml';
const condition = (expression: string): object => ({ matchConditions: [{ name: 'some', expression }] });
const also = (expression: string) => (spec: Fields) => ({
  validations: [...(spec['validations'] as object[]), { expression }],
});

describe('the promise about admission rules', () => {
  it('holds for the rules of this repository, and costs less where clusters share them', () => {
    const once = proved(base);
    expect(once.breaches).to.equal([]);
    expect(proved(base, base).cases).to.equal(2 * once.cases);
  });

  it('finds a rule that ignores its own failure', () => {
    const cluster = changed((object) =>
      isOne(object, policy)
        ? { ...object, spec: { ...(object as { spec?: object }).spec, failurePolicy: 'Ignore' } }
        : object,
    );
    expect(found(proved(cluster))).to.equal(['admission/ignores-failure endpoints']);
  });

  it('finds a rule that is bound to nothing, or is not there', () => {
    const unbound = changed((object) => (isOne(object, binding) ? undefined : object));
    expect(found(proved(unbound))).to.equal(['admission/not-bound endpoints', 'admission/rule-lets-through endpoints']);
    expect(found(proved(changed((object) => (isOne(object, policy) ? undefined : object))))).to.equal([
      'admission/rule-lets-through endpoints',
    ]);
    const gone = proved(changed((object) => (isOne(object, policy, binding) ? undefined : object)));
    expect(found(gone)).to.equal(['admission/rule-lets-through endpoints']);
    expect(gone.breaches[0]?.at.file).to.equal('policies/admission/kustomization.yaml');
  });

  it('asks again where a second cluster has other rules', () => {
    const weak = changed((object) =>
      isOne(object, policy)
        ? { ...object, spec: { ...(object as { spec?: object }).spec, validations: [{ expression: 'true' }] } }
        : object,
    );
    expect(found(proved(base, weak))).to.equal(['admission/rule-lets-through endpoints']);
    expect(
      found(
        proved(
          base,
          changed((object) => (isOne(object, binding) ? undefined : object)),
        ),
      ),
    ).to.include('admission/rule-lets-through endpoints');
  });

  it('needs no labels of a namespace', () => {
    const also = {
      ...base,
      governance: new Objects([
        ...base.governance.all,
        {
          object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bare' } },
          at: () => ({ file: 'x', line: 1 }),
        },
      ]),
    };
    expect(proved(also).breaches).to.equal([]);
  });
});

describe('a rule that a team can step out of', () => {
  it('is found by selectors of objects, and of labels of namespaces that the platform does not set', () => {
    const labelled = { matchLabels: { checked: 'true' } };
    expect(wayOut(binding, 'endpoints', () => ({ matchResources: { objectSelector: labelled } }))).to.equal([
      `admission/way-out | endpoints | labels of the object (objectSelector) | ${endpoints}`,
    ]);
    const constraints = (more: object) => (spec: Fields) => ({
      matchConstraints: { ...(spec['matchConstraints'] as object), ...more },
    });
    expect(wayOut(policy, 'endpoints', constraints({ objectSelector: labelled }))).to.equal([
      `admission/way-out | endpoints | labels of the object (objectSelector) | ${endpoints}`,
    ]);
    const exempt = { matchExpressions: [{ key: 'exempt', operator: 'DoesNotExist' }] };
    expect(wayOut(policy, 'endpoints', constraints({ namespaceSelector: exempt }))).to.equal([
      `admission/way-out | endpoints | the label exempt of namespaces | ${endpoints}`,
    ]);
    for (const harmless of [
      { objectSelector: {} },
      { namespaceSelector: { matchExpressions: [{ key: 'tinjis.io/team', operator: 'Exists' }] } },
    ]) {
      expect(wayOut(policy, 'endpoints', constraints(harmless))).to.equal([]);
    }
    // Namespaces have one label that only the platform writes.
    expect(wayOut(policy, 'team-namespaces', constraints({ objectSelector: labelled }))).to.have.length(1);
    const ofTeams = { matchExpressions: [{ key: 'tinjis.io/team', operator: 'Exists' }] };
    expect(wayOut(policy, 'team-namespaces', constraints({ objectSelector: ofTeams }))).to.equal([]);
  });

  it('is found in a rule about Namespaces by whatever is not the label of the platform', () => {
    for (const expression of [
      "request.name != 'exempt'",
      "!has(object.metadata.labels) || !('exempt' in object.metadata.labels)",
      "!has(object.metadata.annotations) || !('exempt' in object.metadata.annotations)",
      "object.metadata.name != 'exempt'",
    ]) {
      for (const change of [() => condition(expression), also(expression)]) {
        expect(wayOut(policy, 'team-namespaces', change), expression).to.not.be.empty();
      }
    }
    for (const expression of ["request.operation == 'DELETE'", "'tinjis.io/team' in object.metadata.labels"]) {
      expect(
        wayOut(policy, 'team-namespaces', () => condition(expression)),
        expression,
      ).to.equal([]);
    }
  });

  it('is found by conditions about the object, and not by those about the request', () => {
    for (const [expression, what] of [
      ['!has(object.metadata.labels.exempt)', 'object.metadata.labels.exempt'],
      ['oldObject == null', 'oldObject'],
      ["request.name != 'exempt'", 'request.name'],
      ['object.spec.all(x, x == 1)', 'object.spec'],
    ] as const) {
      expect(
        wayOut(policy, 'endpoints', () => condition(expression)),
        expression,
      ).to.equal([`admission/way-out | endpoints | ${what} (matchConditions) | ${endpoints}`]);
    }
    for (const expression of ["request.operation != 'CONNECT'", "request.resource.group == ''"]) {
      expect(
        wayOut(policy, 'endpoints', () => condition(expression)),
        expression,
      ).to.equal([]);
    }
  });

  it('is found by labels and annotations of the object, but for the label that is its identity', () => {
    for (const [expression, what] of [
      ["has(object.metadata.labels) && 'exempt' in object.metadata.labels", 'the label exempt'],
      ["object.metadata.annotations['example.io/exempt'] == 'yes'", 'the annotation example.io/exempt'],
      ['has(object.spec.template.metadata.annotations.exempt)', 'the annotation exempt'],
      ["object.metadata.annotations['app.kubernetes.io/name'] == 'x'", 'the annotation app.kubernetes.io/name'],
    ] as const) {
      expect(wayOut(policy, 'endpoints', also(expression)), expression).to.equal([
        `admission/way-out | endpoints | ${what} of the object | ${endpoints}`,
      ]);
    }
    for (const expression of [
      "object.metadata.labels['app.kubernetes.io/name'] == 'x'",
      'has(object.metadata.labels)',
      "namespaceObject.metadata.labels['exempt'] == 'x'",
      "namespaceObject.metadata.annotations.exempt == 'x'",
    ]) {
      expect(wayOut(policy, 'endpoints', also(expression)), expression).to.equal([]);
    }
  });

  it('is found by the name of a team, of somebody in it, or of everybody', () => {
    const [team] = model.teams.developers as [(typeof model.teams.developers)[number]];
    for (const name of [
      team.group,
      team.members[0] ?? '',
      `system:serviceaccounts:${team.namespace}`,
      `system:serviceaccount:${team.namespace}:default`,
      'system:serviceaccount:',
      'system:authenticated',
    ]) {
      expect(wayOut(policy, 'endpoints', also(`request.userInfo.username != '${name}'`)), name).to.equal([
        `admission/way-out | endpoints | ${name}, which is or includes somebody of a team | ${endpoints}`,
      ]);
    }
    for (const name of ['system:masters', 'system:node:', 'system:serviceaccount:argocd:', team.namespace, '']) {
      expect(wayOut(policy, 'endpoints', also(`request.userInfo.username != '${name}'`)), name).to.equal([]);
    }
  });
});

describe('a rule that is not in force', () => {
  it('is found where the API server refuses it, or where it cannot be evaluated', () => {
    for (const [expression, reason] of [
      ["1 == '1'", "found no matching overload for '_==_' applied to '(int, string)'"],
      ['object.spec.flag', 'must evaluate to bool but got dyn'],
      ['cel.bind(x, 1, x == 1)', 'cel.bind is not supported here'],
      ['has(request.options)', 'request.options is not known here'],
    ] as const) {
      expect(wayOut(policy, 'endpoints', also(expression)), expression).to.equal([
        `admission/not-in-force | endpoints | ${reason} | ${endpoints}`,
      ]);
    }
    expect(wayOut(policy, 'endpoints', also('true'))).to.equal([]);
  });

  it('is found where its binding is refused', () => {
    expect(wayOut(binding, 'endpoints', () => ({ validationActions: ['Deny', 'Warn'] }))).to.equal([
      `admission/not-in-force | endpoints | must not contain both Deny and Warn | ${endpoints}`,
    ]);
    expect(wayOut(binding, 'endpoints', () => ({ validationActions: ['Deny', 'Audit'] }))).to.equal([]);
  });
});
