import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { can } from '../../src/answer/can.ts';
import { readRepository, type Repository } from '../../src/load/repository.ts';
import type { ClusterModel, Model } from '../../src/model/model.ts';
import { parseQuestion } from '../../src/model/question.ts';
import { deliveryPromises } from '../../src/verify/promises.ts';
import { proofOf } from '../../src/verify/verify.ts';
import { base, contextOf, repository } from '../verify/proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const [cluster] = repository.model.clusters as [ClusterModel];

/** The base with one more object of the platform. */
function withObject(apiVersion: string, kind: string, more: object = {}): Model {
  const object: KubernetesObject = { apiVersion, kind, metadata: { name: 'x' }, ...more };
  const governance = new Objects([...cluster.governance.all, imagined(object, { file: 'x.yaml', line: 7 })]);
  return { ...repository.model, clusters: [{ ...cluster, governance }] };
}

/** The names of promises that it leaves unproved. */
function unproved(model: Model, names: readonly string[]): readonly string[] {
  return deliveryPromises
    .filter(({ name }) => names.includes(name))
    .filter((promise) =>
      proofOf(promise, contextOf(base, model)).breaches.some(
        ({ code, at }) => code.startsWith('promise/foreign') && at.file === 'x.yaml',
      ),
    )
    .map(({ name }) => name);
}

async function verdict(model: Model, question: string): Promise<string | undefined> {
  const [who = '', verb = '', what = '', namespace] = question.split(' ');
  const asked = parseQuestion(model.teams, who, verb, what, namespace);
  return (
    await can(
      model,
      asked,
      model.clusters.map(({ name }) => name),
    )
  )[0]?.answer.verdict;
}

const open = 'billing/antaeus connect payments/payment:9000';
const closed = 'pod:anything/x connect payments/payment:9000';
const write = 'system:serviceaccount:payments:deployer create configmaps payments';
const refused = 'payments-dev create networkpolicies payments';
const some = ['names', 'no-escalation', 'programs', 'namespaces', 'folders'];

describe('a kind of which it is known what it decides', () => {
  it('changes no answer, and leaves every promise proved', async () => {
    const model = withObject('policy/v1', 'PodDisruptionBudget');
    expect(unproved(model, some)).to.equal([]);
    for (const each of [model, repository.model]) {
      expect(await verdict(each, open)).to.equal('allow');
      expect(await verdict(each, write)).to.equal('allow');
      expect(await verdict(each, closed)).to.equal('deny');
      expect(await verdict(each, refused)).to.equal('deny');
    }
    const converting = { spec: { conversion: { strategy: 'None' } } };
    expect(unproved(withObject('apiextensions.k8s.io/v1', 'CustomResourceDefinition', converting), some)).to.equal([]);
  });
});

describe('a policy about host names', () => {
  const closed = {
    metadata: { name: 'antaeus-hosts', namespace: 'billing' },
    spec: {
      endpointSelector: { matchLabels: { 'app.kubernetes.io/name': 'antaeus' } },
      egress: [
        {
          toEndpoints: [
            { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } },
          ],
          toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
        },
        { toFQDNs: [{ matchName: 'api.bank.example' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
      ],
    },
  };
  const bank = 'billing/antaeus connect api.bank.example:443';
  const onCilium = (more: object): Model => {
    const model = withObject('cilium.io/v2', 'CiliumNetworkPolicy', more);
    const clusters = model.clusters.map((each) => ({
      ...each,
      declared: { ...each.declared, network: 'cilium' } as const,
    }));
    return { ...model, clusters };
  };

  it('decides where the network engine is Cilium', async () => {
    const model = onCilium(closed);
    expect(unproved(model, some)).to.equal([]);
    for (const [question, is] of [
      [bank, 'allow'],
      [open, 'allow'],
      ['billing/antaeus-postgresql connect api.bank.example:443', 'deny'],
      ['billing/antaeus connect files.bank.example:443', 'deny'],
      ['billing/antaeus connect 203.0.113.9:443', 'unknown'],
      ['billing/antaeus connect 203.0.113.9:22', 'deny'],
    ] as const) {
      expect(await verdict(model, question), question).to.equal(is);
    }
    expect(await verdict(repository.model, bank)).to.equal('deny');
  });

  it('leaves connections unknown where it has another form, and on any other engine', async () => {
    const every = { ...closed, spec: { ...closed.spec, endpointSelector: {} } };
    for (const model of [onCilium(every), withObject('cilium.io/v2', 'CiliumNetworkPolicy', closed)]) {
      expect(unproved(model, some)).to.equal(['names']);
      expect(await verdict(model, bank)).to.equal('unknown');
      expect(await verdict(model, open)).to.equal('unknown');
    }
  });

  it('says nothing of a workload that starts no pods', async () => {
    const [cluster] = onCilium(closed).clusters as [ClusterModel];
    const workloads = new Map(
      [...cluster.workloads].map(([key, workload]) => [key, { ...workload, objects: new Objects([]) }]),
    );
    const model = { ...repository.model, clusters: [{ ...cluster, workloads }] };
    expect(await verdict(model, bank)).to.equal('unknown');
  });
});

describe('a kind that nobody evaluates', () => {
  it('leaves a promise unproved of which nobody said on which layers it rests', () => {
    const promise = { name: 'new', says: 'it holds', findings: {}, prove: () => undefined };
    const model = withObject('cilium.io/v2', 'CiliumNetworkPolicy');
    expect(proofOf(promise, contextOf(base, model)).breaches.map(({ code }) => code)).to.equal([
      'promise/foreign-kind',
    ]);
    expect(proofOf(promise, contextOf(base, repository.model)).breaches).to.equal([]);
  });

  const network = [
    ['cilium.io/v2', 'CiliumNetworkPolicy'],
    ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
    ['crd.projectcalico.org/v1', 'GlobalNetworkPolicy'],
    ['projectcalico.org/v3', 'NetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha3', 'NetworkTier'],
    ['security.istio.io/v1', 'AuthorizationPolicy'],
    ['networking.istio.io/v1', 'Sidecar'],
    ['gateway.networking.k8s.io/v1', 'TLSRoute'],
  ] as const;
  for (const [apiVersion, kind] of network) {
    it(`leaves connections unknown, and nothing else: ${kind} of ${apiVersion}`, async () => {
      const model = withObject(apiVersion, kind);
      expect(unproved(model, some)).to.equal(['names']);
      expect(await verdict(model, open)).to.equal('unknown');
      expect(await verdict(model, closed)).to.equal('unknown');
      expect(await verdict(model, refused)).to.equal('deny');
    });
  }

  const admission = [
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
    ['constraints.gatekeeper.sh/v1beta1', 'K8sRequiredLabels'],
  ] as const;
  for (const [apiVersion, kind] of admission) {
    it(`leaves writes unknown that nothing else refuses: ${kind}`, async () => {
      const model = withObject(apiVersion, kind);
      expect(unproved(model, some)).to.equal(['namespaces']);
      expect(await verdict(model, open)).to.equal('allow');
      expect(await verdict(model, write)).to.equal('unknown');
      expect(await verdict(model, refused)).to.equal('deny');
    });
  }

  const anything = [
    ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
    ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy'],
    ['kyverno.io/v1', 'ClusterPolicy'],
    ['policies.kubewarden.io/v1', 'ClusterAdmissionPolicy'],
    ['apiregistration.k8s.io/v1', 'APIService'],
    ['example.org/v1', 'Anything'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { conversion: { strategy: 'Webhook' } } }],
  ] as const;
  for (const [apiVersion, kind, more] of anything) {
    it(`leaves every layer of a cluster unknown: ${kind} of ${apiVersion}`, async () => {
      const model = withObject(apiVersion, kind, more);
      expect(unproved(model, some)).to.equal(['names', 'no-escalation', 'programs', 'namespaces']);
      for (const question of [open, closed, write, refused]) {
        expect(await verdict(model, question)).to.equal('unknown');
      }
      // Git decides by itself.
      expect(await verdict(model, 'payments-dev push apps/billing/antaeus/base/deployment.yaml')).to.equal('deny');
    });
  }
});

describe('a team file with no cluster trees', () => {
  it('leaves every question about a cluster unknown', async () => {
    const { model } = readRepository(
      memoryTree(
        Object.fromEntries(
          ['teams', 'kinds'].map((name) => [`policies/${name}.yaml`, base.text(`policies/${name}.yaml`)]),
        ),
      ),
    ) as Repository;
    for (const question of [open, closed, write, refused, 'payments-dev sync payments/payment']) {
      expect(await verdict(model, question), question).to.equal('unknown');
    }
  });
});
