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
  admissionRules.prove(contextOf(tree, { ...model, clusters }), tally);
  return tally;
}
const found = ({ breaches }: Tally): string[] => [
  ...new Set(breaches.map(({ code, args }) => `${code} ${args['policy']}`)),
];
const isOne = ({ kind, metadata }: KubernetesObject, ...kinds: string[]): boolean =>
  metadata.name === 'endpoints' && kinds.includes(kind);

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
