import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { NetworkPolicySpec } from '@tinjis/rules/network/policy';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import { byDirection, type PoliciesByDirection, portsToAsk } from '../../src/verify/network.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const rule = { to: [{ podSelector: {} }], ports: [{ port: 53, protocol: 'UDP' as const }] };

function split(spec: Partial<NetworkPolicySpec>): Readonly<Record<keyof PoliciesByDirection, object[]>> {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'n' },
    spec: { podSelector: {}, ...spec },
  };
  const { ingress, egress, receivers } = byDirection(new Objects([imagined(policy, { file: 'p.yaml', line: 1 })]), 'n');
  const specs = ({ policies }: PoliciesByDirection['ingress']): object[] => policies.map(({ object }) => object.spec);
  return { ingress: specs(ingress), egress: specs(egress), receivers: specs(receivers) };
}

describe('policies a direction at a time', () => {
  it('are those about the direction, without their rules of the other', () => {
    const { ingress, egress, receivers } = split({ policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [rule] });
    expect(ingress).to.equal([{ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] }]);
    expect(egress).to.equal([{ podSelector: {}, policyTypes: ['Egress'], egress: [rule] }]);
    expect(receivers).to.equal([
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: rule.to, ports: rule.ports }] },
    ]);
  });

  it('are about what Kubernetes fills in, where they do not say', () => {
    expect(split({})).to.equal({ ingress: [{ podSelector: {}, policyTypes: ['Ingress'] }], egress: [], receivers: [] });
    expect(split({ policyTypes: [], egress: [{}] }).receivers).to.equal([
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] },
    ]);
    expect(split({ policyTypes: ['Ingress'], egress: [{}] }).egress).to.equal([]);
    expect(split({ policyTypes: ['Egress'] }).receivers).to.equal([{ podSelector: {}, policyTypes: ['Ingress'] }]);
  });

  it('leave a policy that says nothing to the evaluator', () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'p', namespace: 'n' },
    };
    const { ingress } = byDirection(new Objects([imagined(policy, { file: 'p.yaml', line: 1 })]), 'n');
    expect(ingress.policies.map(({ object }) => object.spec)).to.equal([
      { podSelector: undefined, policyTypes: ['Ingress'] },
    ] as unknown as NetworkPolicySpec[]);
  });

  it('leave what is no list of rules to the evaluator', () => {
    const egress = { to: [] } as unknown as NonNullable<NetworkPolicySpec['egress']>;
    expect(split({ policyTypes: ['Egress'], egress }).receivers).to.equal([
      { podSelector: {}, policyTypes: ['Ingress'], ingress: egress as unknown as object },
    ]);
  });
});

describe('the ports to ask about', () => {
  const net = (ports: object[] | undefined): PoliciesByDirection['ingress'] => ({
    policies: [
      {
        object: {
          apiVersion: 'v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'p' },
          spec: { podSelector: {}, ingress: [{ ...(ports && { ports }) }] },
        },
        at: () => ({ file: 'p', line: 1 }),
      },
    ],
  });

  it('are those meant, those named with the one after each, and two that nobody names', () => {
    expect(portsToAsk(net([{ port: 8080, endPort: 8090 }, { port: 'http' }, {}]), [53])).to.equal([
      53, 8080, 8090, 8081, 8091, 1, 65_535,
    ]);
    expect(portsToAsk(net(undefined), [53])).to.equal([53, 1, 65_535]);
    expect(portsToAsk(net([{ port: 1, endPort: 65_535 }]), [])).to.equal([1, 65_535, 2]);
  });
});
