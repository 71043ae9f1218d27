import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { networkPolicyDefect } from '../../src/network/policy.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const rule = (ingress: unknown): unknown => ({ spec: { podSelector: {}, ingress: [ingress] } });

describe('the check of a network policy', () => {
  it('passes what an API server stores', () => {
    for (const good of [
      { spec: { podSelector: {} } },
      {
        spec: {
          podSelector: { matchLabels: { app: 'payment' } },
          policyTypes: ['Ingress', 'Egress'],
          ingress: [],
          egress: [{}],
        },
      },
      rule({
        from: [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
        ports: [{ port: 80, endPort: 80 }, { port: 'http' }, {}],
      }),
      rule({
        from: [{ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] }, podSelector: {} }],
      }),
    ]) {
      expect(networkPolicyDefect(good)).to.be.undefined();
    }
  });

  it('names the field and the rule of what it would refuse', () => {
    for (const [bad, path] of [
      [{}, []],
      [{ spec: null }, ['spec']],
      [{ spec: {} }, ['spec']],
      [{ spec: { podSelector: { matchLabels: { app: 1 } } } }, ['spec', 'podSelector', 'matchLabels', 'app']],
      [
        { spec: { podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } } },
        ['spec', 'podSelector', 'matchExpressions', 0, 'operator'],
      ],
      [
        { spec: { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } } },
        ['spec', 'podSelector', 'matchExpressions', 0],
      ],
      [
        { spec: { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] } } },
        ['spec', 'podSelector', 'matchExpressions', 0, 'values'],
      ],
      [{ spec: { podSelector: {}, policyTypes: ['Inbound'] } }, ['spec', 'policyTypes', 0]],
      [rule({ from: {} }), ['spec', 'ingress', 0, 'from']],
      [rule({ from: [{}] }), ['spec', 'ingress', 0, 'from', 0]],
      [rule({ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }), ['spec', 'ingress', 0, 'from', 0]],
      [rule({ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr']],
      [rule({ ports: [{ port: 0 }] }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [rule({ ports: [{ endPort: 80 }] }), ['spec', 'ingress', 0, 'ports', 0]],
      [rule({ ports: [{ port: 'http', endPort: 80 }] }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [rule({ ports: [{ port: 81, endPort: 80 }] }), ['spec', 'ingress', 0, 'ports', 0, 'endPort']],
      [rule({ ports: [{ protocol: 'tcp' }] }), ['spec', 'ingress', 0, 'ports', 0, 'protocol']],
    ] as const) {
      const defect = networkPolicyDefect(bad);
      expect(defect?.path, JSON.stringify(bad)).to.equal([...path]);
      expect(defect?.rule).to.match(/^must /);
    }
  });
});
