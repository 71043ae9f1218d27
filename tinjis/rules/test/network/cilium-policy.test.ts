import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { type CiliumNetworkPolicy, readCiliumPolicy } from '../../src/network/cilium-policy.ts';
import { hostClasses, peerClasses, portClasses } from '../../src/network/classes.ts';
import { connects } from '../../src/network/connect.ts';
import type { ExternalPeer, Peer, PodPeer } from '../../src/network/peer.ts';
import type { NetworkPolicy, Protocol } from '../../src/network/policy.ts';
import type { FieldPath } from '../../src/objects/located.ts';
import type { Reason } from '../../src/ruling.ts';
import { place, resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const label = 'app.kubernetes.io/name';
const dns = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
  toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
};
const toHosts = (hosts: readonly string[], port = '443'): object => ({
  toFQDNs: hosts.map((matchName) => ({ matchName })),
  toPorts: [{ ports: [{ port, protocol: 'TCP' }] }],
});
const policy = (rules: readonly unknown[], more: object = {}): CiliumNetworkPolicy =>
  ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'antaeus-hosts', namespace: 'billing' },
    spec: { endpointSelector: { matchLabels: { [label]: 'antaeus' } }, egress: [dns, ...rules], ...more },
  }) as unknown as CiliumNetworkPolicy;
const bank = policy([toHosts(['api.bank.example'])]);

const pod = (namespace: string, name: string, more: Partial<PodPeer> = {}): PodPeer => ({
  kind: 'pod',
  namespace,
  namespaceLabels: {},
  labels: { [label]: name },
  ...more,
});
const antaeus = pod('billing', 'antaeus');
const host = (...hosts: readonly string[]): ExternalPeer => ({ kind: 'external', hosts });

interface Asked {
  readonly from?: PodPeer;
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly policies?: readonly (CiliumNetworkPolicy | NetworkPolicy)[];
}

function ask(to: Peer, { from = antaeus, port = 443, protocol = 'TCP', policies = [bank] }: Asked = {}) {
  return connects({ policies: policies.map(resource), only: 'egress' }, from, to, { port, protocol });
}
const codes = (reasons: readonly Reason[]): readonly string[] => reasons.map(({ code }) => code);

describe('a policy about host names', () => {
  it('is read in the one form that is known', () => {
    expect(readCiliumPolicy(bank)).to.equal({ policy: bank });
    const many = policy([toHosts(['api.bank.example', 'b-2.example'], '1'), toHosts(['1.xn--p1ai'], '65535')]);
    expect(readCiliumPolicy(many)).to.equal({ policy: many });
    // A field that is null counts as left out.
    expect(readCiliumPolicy(policy([toHosts(['api.bank.example'])], { ingress: null }))).to.equal({ policy: bank });
  });

  const rule = toHosts(['api.bank.example']);
  const defects: readonly (readonly [what: string, document: unknown, path: FieldPath])[] = [
    ['another version', { ...bank, apiVersion: 'cilium.io/v1' }, ['apiVersion']],
    ['several specs', { ...bank, specs: [bank.spec] }, ['specs']],
    ['a name that no object has', { ...bank, metadata: { name: 'A B', namespace: 'billing' } }, ['metadata', 'name']],
    ['no rule about hosts', policy([]), ['spec', 'egress']],
    ['no default to deny', policy([rule], { enableDefaultDeny: { egress: false } }), ['spec', 'enableDefaultDeny']],
    ['callers', policy([rule], { ingress: [{}] }), ['spec', 'ingress']],
    ['refusals', policy([rule], { egressDeny: [{}] }), ['spec', 'egressDeny']],
    ['every pod', policy([rule], { endpointSelector: {} }), ['spec', 'endpointSelector']],
    [
      'pods of another label',
      policy([rule], { endpointSelector: { matchLabels: { [label]: 'a', 'io.kubernetes.pod.namespace': 'web' } } }),
      ['spec', 'endpointSelector', 'matchLabels', 'io.kubernetes.pod.namespace'],
    ],
    ['no lookups', policy([], { egress: [rule, rule] }), ['spec', 'egress', 0]],
    [
      'lookups of some names',
      policy([], { egress: [{ ...dns, toPorts: [{ ...dns.toPorts[0], rules: {} }] }, rule] }),
      ['spec', 'egress', 0],
    ],
    ['a second rule about DNS', policy([dns]), ['spec', 'egress', 1]],
    ['a rule with more than hosts', policy([{ ...rule, toCIDR: ['0.0.0.0/0'] }]), ['spec', 'egress', 1, 'toCIDR']],
    ['every port', policy([{ toFQDNs: [{ matchName: 'a.example' }] }]), ['spec', 'egress', 1]],
    [
      'a pattern of names',
      policy([{ ...rule, toFQDNs: [{ matchPattern: '*.example' }] }]),
      ['spec', 'egress', 1, 'toFQDNs', 0],
    ],
    ...['API.bank.example', 'bank', '*.bank.example', 'api.bank.example.', '10.0.0.1', '-a.example', ''].map(
      (name): [string, unknown, FieldPath] => [
        `the name ${name || 'of nothing'}`,
        policy([toHosts([name])]),
        ['spec', 'egress', 1, 'toFQDNs', 0, 'matchName'],
      ],
    ),
    ...['0', '65536', 'https', '0443', '99999'].map((port): [string, unknown, FieldPath] => [
      `the port ${port}`,
      policy([toHosts(['a.example'], port)]),
      ['spec', 'egress', 1, 'toPorts', 0, 'ports', 0, 'port'],
    ]),
  ];
  for (const [what, document, path] of defects) {
    it(`is not understood with ${what}`, () => {
      const read = readCiliumPolicy(document);
      expect('defect' in read && read.defect.path).to.equal(path);
      const { verdict, reasons } = ask(host('api.bank.example'), { policies: [document as CiliumNetworkPolicy] });
      expect([verdict, ...codes(reasons)]).to.equal(['unknown', 'network/invalid-policy']);
    });
  }

  it('is never an error, whatever stands in it', () => {
    const keys = ['spec', 'metadata', 'endpointSelector', 'egress', 'toFQDNs', 'toPorts', 'matchLabels', 'namespace'];
    const junk = fc.anything({ key: fc.constantFrom(...keys), maxDepth: 6, withNullPrototype: true });
    fc.assert(
      fc.property(junk, (spec) => {
        const net = { policies: [resource({ ...bank, spec } as unknown as CiliumNetworkPolicy)] };
        peerClasses(net, antaeus, []);
        portClasses(net, antaeus, []);
        expect(connects(net, antaeus, host('a.example'), { port: 443, protocol: 'TCP' }).verdict).to.equal('unknown');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a connection to a host outside', () => {
  it('is open to the pods of the workload that names it, on its port', () => {
    const { verdict, reasons } = ask(host('api.bank.example'));
    expect(verdict).to.equal('allow');
    expect(reasons).to.equal([
      {
        code: 'network/egress-admitted',
        basis: 'granted',
        args: {
          policy: 'billing/antaeus-hosts',
          pod: 'billing {app.kubernetes.io/name=antaeus}',
          peer: 'api.bank.example',
          port: '443/TCP',
        },
        at: { file: place('antaeus-hosts', 'spec', 'egress', 1, 'toFQDNs', 0), line: 1 },
      },
    ]);
    expect(ask(host('x.example', 'api.bank.example')).verdict).to.equal('allow');
  });

  it('is closed under another name, which the reason names beside the one that is open', () => {
    const { verdict, reasons } = ask(host('files.bank.example'));
    expect([verdict, ...codes(reasons)]).to.equal(['deny', 'network/egress-refused', 'network/near-miss-host']);
    expect(reasons[1]?.args).to.include({ host: 'api.bank.example', peer: 'files.bank.example' });
    // An address that is known to have no name, and a name below the one that is open.
    expect(ask({ kind: 'external', ip: '203.0.113.9', hosts: [] }).verdict).to.equal('deny');
    expect(ask(host('v2.api.bank.example')).verdict).to.equal('deny');
  });

  it('is closed on another port and protocol', () => {
    expect(ask(host('api.bank.example'), { port: 80 }).verdict).to.equal('deny');
    expect(ask(host('api.bank.example'), { protocol: 'UDP' }).verdict).to.equal('deny');
  });

  it('cannot be told of an address whose names nobody knows, where a name is open on its port', () => {
    const address: ExternalPeer = { kind: 'external', ip: '203.0.113.9' };
    const { verdict, reasons } = ask(address);
    expect([verdict, ...codes(reasons)]).to.equal(['unknown', 'network/host-unknown']);
    expect(reasons[0].args).to.include({ host: 'api.bank.example', peer: '203.0.113.9' });
    expect(ask(address, { port: 80 }).verdict).to.equal('deny');
  });

  it('cannot be told of a name whose addresses nobody knows, where addresses are open on its port', () => {
    const range: NetworkPolicy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'range', namespace: 'billing' },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/28' } }] }] },
    };
    expect(ask(host('files.bank.example'), { policies: [bank, range] }).verdict).to.equal('unknown');
    expect(ask(host('api.bank.example'), { policies: [bank, range] }).verdict).to.equal('allow');
    const inside: ExternalPeer = { kind: 'external', ip: '203.0.113.9', hosts: ['files.bank.example'] };
    expect(ask(inside, { policies: [bank, range] }).verdict).to.equal('allow');
    expect(ask({ ...inside, ip: '203.0.113.16' }, { policies: [bank, range] }).verdict).to.equal('deny');
  });

  it('is not closed for the pods that no policy selects', () => {
    expect(ask(host('files.bank.example'), { from: pod('billing', 'other') }).verdict).to.equal('allow');
    expect(ask(host('files.bank.example'), { from: pod('web', 'antaeus') }).verdict).to.equal('allow');
  });
});

describe('what a policy about host names says of pods', () => {
  it('closes the pods of its workload but for DNS, and closes nobody to callers', () => {
    const lookups = pod('kube-system', 'coredns', { labels: { 'k8s-app': 'kube-dns' } });
    for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
      expect(ask(lookups, { port: 53, protocol }).verdict).to.equal('allow');
    }
    expect(ask(lookups).verdict).to.equal('deny');
    expect(ask({ ...lookups, namespace: 'web' }, { port: 53 }).verdict).to.equal('deny');
    expect(ask(pod('kube-system', 'other'), { port: 53 }).verdict).to.equal('deny');
    const calling = connects({ policies: [resource(bank)] }, pod('web', 'x'), antaeus, { port: 1, protocol: 'TCP' });
    expect(calling.verdict).to.equal('allow');
  });

  it('opens no pod by a name, whatever DNS answers; of a node nobody can tell', () => {
    const payment = pod('payments', 'payment', { ip: '10.244.0.7' });
    const { verdict, reasons } = ask(payment);
    expect([verdict, ...codes(reasons)]).to.equal(['deny', 'network/egress-refused']);
    expect(ask({ ...payment, hostNetwork: true }).verdict).to.equal('unknown');
  });
});

describe('classes of hosts', () => {
  const meant = { ranges: ['203.0.113.0/28'], hosts: ['meant.example'] };
  const net = { policies: [resource(policy([toHosts(['a.example', 'b.example'])]))], only: 'egress' as const };

  it('are each stretch of addresses under each name, and under none', () => {
    const classes = hostClasses(net, antaeus, meant);
    expect([...new Set(classes.map(({ hosts = [] }) => hosts.join()))]).to.equal([
      '',
      'a.example',
      'b.example',
      'meant.example',
    ]);
    expect(classes.filter(({ hosts = [] }) => hosts.includes('a.example')).map(({ ip }) => ip)).to.equal([
      '0.0.0.0',
      '203.0.113.0',
      '203.0.113.16',
      '0:0:0:0:0:0:0:0',
    ]);
  });

  it('have a member with the same answer for every host', () => {
    const classes = hostClasses(net, antaeus, meant);
    const names = fc.constantFrom('a.example', 'b.example', 'meant.example', 'c.example', 'x.a.example');
    fc.assert(
      fc.property(names, fc.ipV4(), fc.constantFrom(442, 443, 444), (name, ip, port) => {
        const asked = { port, protocol: 'TCP' as const };
        const { verdict } = connects(net, antaeus, { kind: 'external', ip, hosts: [name] }, asked);
        const like = classes.filter(({ hosts = [] }) => hosts.includes(name));
        const standsFor = like.length > 0 ? like : classes.filter(({ hosts = [] }) => hosts.length === 0);
        expect(standsFor.map((each) => connects(net, antaeus, each, asked).verdict)).to.include(verdict);
      }),
    );
  });
});
