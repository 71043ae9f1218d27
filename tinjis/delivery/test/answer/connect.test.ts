import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { can } from '../../src/answer/can.ts';
import { podsOf } from '../../src/answer/connect.ts';
import type { PodPeer } from '@tinjis/rules/network/peer';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import { parseQuestion } from '../../src/model/question.ts';
import { callers } from '../../src/verify/promises/callers.ts';
import { breachesOf, type Edit, editedRepository } from '../verify/proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** The verdict and the reasons of the network layer, each with its place in a file of the team. */
async function asked(who: string, port: number, ...edits: readonly Edit[]): Promise<readonly string[]> {
  const { model } = editedRepository(...edits);
  const question = parseQuestion(model.teams, who, 'connect', `payments/payment:${port}`);
  const [found] = await can(model, question, ['staging']);
  const [route] = found?.answer.routes ?? [];
  const reasons = route?.layers.find(({ layer }) => layer === 'network')?.reasons ?? [];
  return [
    found?.answer.verdict ?? '',
    ...reasons.map(({ code, at, args }) => {
      const [first] = 'searched' in at ? at.searched : [at];
      return `${code} ${first?.file.startsWith('apps/') ? `${first.file}:${first.line} ` : ''}${args['target'] ?? ''}`.trim();
    }),
  ];
}

const service = 'apps/payments/payment/base/service.yaml';
const deployment = 'apps/payments/payment/base/deployment.yaml';
const ports = '{name: http, port: 9000, targetPort: http}';
const servicePorts = (by: string): Edit => [service, ports, by];
const admitted = ['network/egress-admitted', 'network/ingress-admitted'];

describe("a question about a Service's port", () => {
  it('is about the port of the pods to which the Service leads, and says so', async () => {
    const told = 'network/service-port apps/payments/payment/base/service.yaml:13 9000';
    for (const target of ['http', '9000']) {
      const edit = servicePorts(`{name: http, port: 80, targetPort: ${target}}`);
      expect(await asked('billing/antaeus', 80, edit)).to.equal(['allow', ...admitted, told]);
      const [verdict, ...reasons] = await asked('pod:anywhere/x', 80, edit);
      expect([verdict, reasons.at(-1)]).to.equal(['deny', told]);
    }
  });

  it('names the same port where the Service has no other', async () => {
    expect(await asked('billing/antaeus', 9000)).to.equal(['allow', ...admitted]);
    expect(await asked('billing/antaeus', 9000, servicePorts('{name: http, port: 9000}'))).to.equal([
      'allow',
      ...admitted,
    ]);
  });

  it("is about a pod's port where the Service does not have the port, or translates nothing", async () => {
    const eighty = servicePorts('{name: http, port: 80, targetPort: http}');
    expect(await asked('billing/antaeus', 9000, eighty)).to.equal(['allow', ...admitted]);
    const udp = servicePorts('{name: http, port: 80, targetPort: http, protocol: UDP}');
    expect((await asked('billing/antaeus', 80, udp))[0]).to.equal('deny');
    const renamed: Edit = [service, 'name: payment\n', 'name: other\n'];
    expect((await asked('billing/antaeus', 9000, eighty, renamed))[0]).to.equal('allow');
    const headless: Edit = [service, 'type: ClusterIP', 'clusterIP: None'];
    expect((await asked('billing/antaeus', 80, eighty, headless))[0]).to.equal('deny');
  });

  it('has no answer where the Service leads to no port of its pods', async () => {
    const nowhere = servicePorts('{name: http, port: 80, targetPort: web}');
    expect(await asked('billing/antaeus', 80, nowhere)).to.equal([
      'unknown',
      'network/service-port-unnamed apps/payments/payment/base/service.yaml:13 web',
    ]);
    const eighty = servicePorts('{name: http, port: 80, targetPort: http}');
    for (const selector of ['{app.kubernetes.io/name: somebody-else}', '{}']) {
      const elsewhere: Edit = [service, 'selector: {app.kubernetes.io/name: payment}', `selector: ${selector}`];
      expect((await asked('billing/antaeus', 80, eighty, elsewhere))[1]).to.match(/^network\/service-elsewhere apps/);
    }
    const external: Edit = [service, 'type: ClusterIP', 'type: ExternalName\n  externalName: example.org'];
    expect((await asked('billing/antaeus', 80, eighty, external))[1]).to.match(/^network\/service-elsewhere apps/);
  });
});

describe('a pod on the network of its node', () => {
  const onNode = (file: string): Edit => [file, 'enableServiceLinks: false\n', 'hostNetwork: true\n'];

  it('is governed by no policy', async () => {
    expect((await asked('pod:anywhere/x', 9000))[0]).to.equal('deny');
    expect(await asked('pod:anywhere/x', 9000, onNode(deployment))).to.equal([
      'allow',
      'network/egress-not-isolated',
      'network/host-network',
    ]);
  });

  it('may reach any pod as its node, which nobody can tell', async () => {
    const [verdict, ...reasons] = await asked(
      'billing/antaeus',
      9000,
      onNode('apps/billing/antaeus/base/deployment.yaml'),
    );
    expect(verdict).to.equal('unknown');
    expect(reasons).to.equal(['network/host-network', 'network/address-unknown']);
  });
});

describe('a policy for the whole cluster', () => {
  const file = 'clusters/base/teams/payments/network-policies.yaml';
  const opening = `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: open}
spec:
  priority: 1
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: payments}}}
  ingress:
    - action: Allow
      from: [{namespaces: {}}]
---
`;
  const edit: Edit = [file, '# No pod receives', `${opening}# No pod receives`];

  it('leaves open what it alone would allow, as nobody says whether the cluster enforces it', async () => {
    const [verdict, ...reasons] = await asked('pod:anywhere/x', 9000, edit);
    expect(verdict).to.equal('unknown');
    expect(reasons).to.include(['network/cluster-not-proved', 'network/ingress-refused']);
    expect((await asked('billing/antaeus', 9000, edit))[0]).to.equal('allow');
  });

  it('breaks the promise about callers, at its own rule', () => {
    const found = breachesOf(callers, edit);
    expect(new Set(found.map(({ code, because }) => `${code} ${because?.code}`))).to.equal(
      new Set(['promise/undecided network/cluster-not-proved']),
    );
    expect(new Set(found.map(({ at }) => at.file))).to.equal(new Set([file]));
    expect(breachesOf(callers)).to.equal([]);
  });
});

describe('the pods of an object', () => {
  const peerOf = (spec: unknown, metadata: unknown = {}): PodPeer | undefined =>
    podsOf({
      objects: new Objects([
        imagined(
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'x' },
            spec: { template: { metadata, spec } },
          } as KubernetesObject,
          { file: 'x.yaml', line: 1 },
        ),
      ]),
    })[0]?.peer('n', {});

  it('keep the protocol of each port that they name', () => {
    const dns = { name: 'dns', containerPort: 53, protocol: 'UDP' };
    const unnamed = { containerPort: 80 };
    const sidecar = { restartPolicy: 'Always', ports: [{ name: 'proxy', containerPort: 15_000 }] };
    const containers = [{ ports: [dns, unnamed, { name: null, containerPort: 81, protocol: null }] }];
    expect(
      peerOf({ containers, initContainers: [sidecar, { ports: [{ name: 'once', containerPort: 1 }] }] })?.ports,
    ).to.equal([
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'proxy', port: 15_000 },
    ]);
  });

  it('are read from whatever stands there', () => {
    for (const spec of [
      null,
      'x',
      { containers: null },
      { containers: [null, { ports: null }, { ports: [null, {}] }] },
    ]) {
      expect(peerOf(spec, null)).to.equal({ kind: 'pod', namespace: 'n', namespaceLabels: {}, labels: {}, ports: [] });
    }
    const key = fc.constantFrom('containers', 'ports', 'labels', 'name', 'containerPort', 'initContainers');
    fc.assert(
      fc.property(fc.anything({ key }), fc.anything({ key }), (spec, metadata) => {
        expect(peerOf(spec, metadata)).to.include({ kind: 'pod' });
      }),
    );
  });
});
