import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { admitWorkload } from '../../src/admission/admit.ts';
import { podOf, podRequestOf } from '../../src/admission/request.ts';
import type { Pod } from '../../src/admission/pod-security/pod.ts';
import type { KubernetesObject } from '../../src/objects/located.ts';
import { place, resource } from '../../testing/resource.ts';
import { goodPod, podWith } from '../../testing/pods.ts';
import { binding, configMap, namespace, policy, request } from '../../testing/admission-rules.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function workload(kind: string, pod = goodPod(), more: object = {}): KubernetesObject {
  const template = { metadata: { labels: { app: 'payment' } }, spec: pod.spec };
  const spec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  return { apiVersion: 'apps/v1', kind, metadata: { name: 'payment', namespace: 'payments' }, ...{ spec }, ...more };
}

describe('the pod of a workload', () => {
  it('is its template, each field placed where it is written', () => {
    for (const kind of [
      'Deployment',
      'StatefulSet',
      'DaemonSet',
      'ReplicaSet',
      'ReplicationController',
      'Job',
      'CronJob',
    ]) {
      const pod = podOf(resource(workload(kind)));
      const made: Pod = {
        ...goodPod(),
        metadata: { labels: { app: 'payment' }, name: 'payment', namespace: 'payments' },
      };
      expect<KubernetesObject | undefined>(pod?.object, kind).to.equal(made);
      const path = kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
      expect([pod?.at().file, pod?.at(['spec', 'hostNetwork']).file]).to.equal([
        place('payment', ...path),
        place('payment', ...path, 'spec', 'hostNetwork'),
      ]);
    }
  });

  it('is none for what makes no pods, and an empty one for a workload without a template', () => {
    for (const object of [configMap(), goodPod()]) {
      expect([podOf(resource(object)), podRequestOf(resource(object))]).to.equal([undefined, undefined]);
    }
    for (const spec of [undefined, null, { template: null }, { template: 'x' }]) {
      const bare: KubernetesObject = { ...workload('Deployment'), ...{ spec }, metadata: { name: 'bare' } };
      expect(Object.entries(podOf(resource(bare))?.object ?? {})).to.equal(
        Object.entries({ apiVersion: 'v1', kind: 'Pod', spec: undefined, metadata: { name: 'bare' } }),
      );
    }
  });

  it("is made by the workload's controller", () => {
    expect(podRequestOf(resource(workload('Deployment')))?.user.name).to.equal(
      'system:serviceaccount:kube-system:replicaset-controller',
    );
    expect(podRequestOf(resource(workload('CronJob')))?.user.name).to.equal(
      'system:serviceaccount:kube-system:job-controller',
    );
  });
});

describe('the admission of a workload', () => {
  const deployments = { group: 'apps', version: 'v1', resource: 'deployments' };
  const restricted = [resource(namespace('payments', { 'pod-security.kubernetes.io/enforce': 'restricted' }))];
  const ask = (object: KubernetesObject, expression?: string) =>
    admitWorkload(
      {
        policies: expression === undefined ? [] : [resource(policy({ validations: [{ expression }] }))],
        bindings: [resource(binding())],
        namespaces: restricted,
      },
      request(object, { resource: deployments, namespace: 'payments' }),
    );

  it('is refused where its pods would be, at the field of the template', () => {
    const { verdict, reasons } = ask(workload('Deployment', podWith(['spec', 'hostNetwork'], true)));
    expect([verdict, reasons[1]?.at]).to.equal([
      'deny',
      { file: place('payment', 'spec', 'template', 'spec', 'hostNetwork'), line: 1 },
    ]);
    expect(ask(workload('Deployment')).verdict).to.equal('allow');
  });

  it('is refused where it is itself', () => {
    const { verdict, reasons } = ask(workload('Deployment'), 'object.kind == "Pod"');
    expect([verdict, reasons.length]).to.equal(['deny', 1]);
  });

  it('gives the reasons of both where they agree, the same one once', () => {
    expect(ask(workload('Deployment'), 'true').reasons).to.have.length(2);
    expect(
      ask(workload('Deployment', podWith(['spec', 'hostPID'], true)), 'false').reasons.map(({ code }) => code),
    ).to.equal(['admission/policy-denied', 'admission/pod-security-denied', 'admission/pod-security-control']);
  });

  it('is that of any object where it makes no pods', () => {
    expect(ask(configMap()).verdict).to.equal('not-applicable');
    expect(
      admitWorkload({ policies: [], bindings: [], namespaces: [] }, request(undefined, { operation: 'DELETE' }))
        .verdict,
    ).to.equal('not-applicable');
  });

  it('finds the namespace of its pods by its own, where the request names none', () => {
    const asked = request(workload('Deployment', podWith(['spec', 'hostIPC'], true)), { resource: deployments });
    expect(admitWorkload({ policies: [], bindings: [], namespaces: restricted }, asked).verdict).to.equal('deny');
  });
});
