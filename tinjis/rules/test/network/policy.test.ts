import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { connects } from '../../src/network/connect.ts';
import { peerClasses, portClasses } from '../../src/network/classes.ts';
import type { PodPeer } from '../../src/network/peer.ts';
import { type NetworkPolicy, readNetworkPolicy } from '../../src/network/policy.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const metadata = { name: 'door', namespace: 'payments' };
const policy = (spec: unknown, more: object = {}): unknown => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec,
  ...more,
});
const rule = (ingress: unknown): unknown => policy({ podSelector: {}, ingress: [ingress] });
const from = (...peers: unknown[]): unknown => rule({ from: peers });
const ports = (...list: unknown[]): unknown => rule({ ports: list });
const block = (cidr: string, ...except: string[]): unknown => from({ ipBlock: { cidr, except } });
const defectOf = (document: unknown): unknown => {
  const read = readNetworkPolicy(document);
  return 'defect' in read ? read.defect : undefined;
};

describe('the reading of a network policy', () => {
  it('takes what an API server stores', () => {
    for (const good of [
      policy({ podSelector: {} }),
      policy({}),
      policy(undefined),
      policy({
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'payment', empty: '' } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [],
        egress: [{}],
      }),
      from({ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }),
      ports({ port: 80, endPort: 80 }, { port: 'http' }, { port: 'a-1' }, {}),
      from({ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] }, podSelector: {} }),
      policy({}, { metadata: { ...metadata, namespace: '' } }),
      policy({}, { metadata: { name: 'a.b', labels: { a: 'b' }, annotations: { 'a/b': 'anything at all' } } }),
    ]) {
      expect(defectOf(good), JSON.stringify(good)).to.be.undefined();
    }
  });

  it('counts a field that is null as left out', () => {
    const nulls = policy({
      podSelector: null,
      policyTypes: null,
      ingress: [{ from: null, ports: [{ port: 80, protocol: null, endPort: null }] }],
      egress: null,
    });
    expect(readNetworkPolicy(nulls)).to.equal({ spec: { ingress: [{ ports: [{ port: 80 }] }] } });
    const labels = policy({ podSelector: { matchLabels: null, matchExpressions: null } });
    expect(readNetworkPolicy(labels)).to.equal({ spec: { podSelector: {} } });
    expect(defectOf(from({ podSelector: null }))).to.equal({
      path: ['spec', 'ingress', 0, 'from', 0],
      rule: 'must NOT have fewer than 1 properties',
    });
  });

  it('names the field and the rule of what an API server refuses', () => {
    const long = 'a'.repeat(64);
    for (const [bad, path] of [
      [null, []],
      [[], []],
      [{}, []],
      [policy({}, { apiVersion: 'networking.k8s.io/v2' }), ['apiVersion']],
      [policy({}, { status: {} }), ['status']],
      [policy({}, { metadata: {} }), ['metadata']],
      [policy({}, { metadata: { name: 'Door' } }), ['metadata', 'name']],
      [policy({}, { metadata: { name: 'door', labels: { 'a b': 'c' } } }), ['metadata', 'labels', 'a b']],
      [policy({}, { metadata: { name: 'door', annotations: { a: 1 } } }), ['metadata', 'annotations', 'a']],
      [policy({ podSelectr: {} }), ['spec', 'podSelectr']],
      [policy({ podSelector: { app: 'payment' } }), ['spec', 'podSelector', 'app']],
      [policy({ podSelector: { matchLabels: { app: 1 } } }), ['spec', 'podSelector', 'matchLabels', 'app']],
      [policy({ podSelector: { matchLabels: { app: null } } }), ['spec', 'podSelector', 'matchLabels', 'app']],
      [policy({ podSelector: { matchLabels: { 'a//b': 'x' } } }), ['spec', 'podSelector', 'matchLabels', 'a//b']],
      [policy({ podSelector: { matchLabels: { 'A.b/c': 'x' } } }), ['spec', 'podSelector', 'matchLabels', 'A.b/c']],
      [policy({ podSelector: { matchLabels: { [long]: 'x' } } }), ['spec', 'podSelector', 'matchLabels', long]],
      [policy({ podSelector: { matchLabels: { 'a/b': long } } }), ['spec', 'podSelector', 'matchLabels', 'a/b']],
      [policy({ podSelector: { matchLabels: { app: '-x' } } }), ['spec', 'podSelector', 'matchLabels', 'app']],
      [
        policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }),
        ['spec', 'podSelector', 'matchExpressions', 0, 'operator'],
      ],
      [
        policy({ podSelector: { matchExpressions: [{ key: 'a b', operator: 'Exists' }] } }),
        ['spec', 'podSelector', 'matchExpressions', 0, 'key'],
      ],
      [
        policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['x', 'a b'] }] } }),
        ['spec', 'podSelector', 'matchExpressions', 0, 'values', 1],
      ],
      [
        policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
        ['spec', 'podSelector', 'matchExpressions', 0],
      ],
      [
        policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] } }),
        ['spec', 'podSelector', 'matchExpressions', 0, 'values'],
      ],
      [policy({ policyTypes: ['Inbound'] }), ['spec', 'policyTypes', 0]],
      [policy({ policyTypes: ['Ingress', 'Egress', 'Ingress'] }), ['spec', 'policyTypes']],
      [policy({ ingress: [null] }), ['spec', 'ingress', 0]],
      [rule({ to: [] }), ['spec', 'ingress', 0, 'to']],
      [rule({ from: {} }), ['spec', 'ingress', 0, 'from']],
      [from({}), ['spec', 'ingress', 0, 'from', 0]],
      [from({ podSelectr: {} }), ['spec', 'ingress', 0, 'from', 0, 'podSelectr']],
      [from({ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }), ['spec', 'ingress', 0, 'from', 0]],
      [block('10.0.0.0'), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr']],
      [block('fe80::%eth0/64'), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr']],
      [block('10.0.0.0/8', '10.1.2.3/16'), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'except', 0]],
      [block('10.0.0.0/8', '10.1.0.0/16', '11.0.0.0/16'), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'except', 1]],
      [block('10.0.0.0/8', '10.0.0.0/8'), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'except', 0]],
      [block('10.0.0.0/8', 'fd00::/64'), ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'except', 0]],
      [
        policy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['9.0.0.0/8'] } }] }] }),
        ['spec', 'egress', 0, 'to', 0, 'ipBlock', 'except', 0],
      ],
      [ports({ port: 0 }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [ports({ port: '80' }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [ports({ port: 'a--b' }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [ports({ port: '' }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [ports({ endPort: 80 }), ['spec', 'ingress', 0, 'ports', 0]],
      [ports({ port: 'http', endPort: 80 }), ['spec', 'ingress', 0, 'ports', 0, 'port']],
      [ports({ port: 81, endPort: 80 }), ['spec', 'ingress', 0, 'ports', 0, 'endPort']],
      [ports({ port: 81, endPort: 65_536 }), ['spec', 'ingress', 0, 'ports', 0, 'endPort']],
      [ports({ protocol: 'tcp' }), ['spec', 'ingress', 0, 'ports', 0, 'protocol']],
    ] as const) {
      const defect = defectOf(bad);
      expect(defect, JSON.stringify(bad)).to.include({ path: [...path] });
      expect((defect as { rule: string }).rule).to.match(/^must /);
    }
  });

  it('tells a field that the API does not have by its name', () => {
    expect(defectOf(from({ podSelectr: {} }))).to.equal({
      path: ['spec', 'ingress', 0, 'from', 0, 'podSelectr'],
      rule: 'must not have a field podSelectr',
    });
  });
});

describe('a document that is anything', () => {
  const payment: PodPeer = { kind: 'pod', namespace: 'payments', namespaceLabels: {}, labels: {} };
  const keys = ['spec', 'metadata', 'podSelector', 'ingress', 'from', 'ports', 'ipBlock', 'matchLabels', 'namespace'];
  const junk = fc.anything({ key: fc.constantFrom(...keys), maxDepth: 6, withNullPrototype: true });
  const asked = (document: unknown, pod: PodPeer): string => {
    const net = { policies: [{ object: document as NetworkPolicy, at: () => ({ file: 'anything.yaml', line: 1 }) }] };
    peerClasses(net, pod, []);
    portClasses(net, pod, []);
    return connects(net, pod, pod, { port: 80, protocol: 'TCP' }).verdict;
  };

  it('never ends in an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          junk,
          junk.map((spec) => policy(spec)),
          junk.map((one) => from(one)),
        ),
        (document) => {
          for (const namespace of ['default', 'payments']) {
            expect(asked(document, { ...payment, namespace })).to.match(/^(?:allow|deny|unknown)$/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves every pod of its namespace undecided, and of every namespace if its own cannot be read', () => {
    const elsewhere = { ...payment, namespace: 'web' };
    expect(asked(policy('closed'), payment)).to.equal('unknown');
    expect(asked(policy('closed'), elsewhere)).to.equal('allow');
    for (const nowhere of [{ name: 'door', namespace: 7 }, { namespace: {} }]) {
      expect(asked(policy({}, { metadata: nowhere }), elsewhere)).to.equal('unknown');
    }
    expect(asked(null, { ...payment, namespace: 'default' })).to.equal('unknown');
    expect(asked(null, elsewhere)).to.equal('allow');
  });
});
