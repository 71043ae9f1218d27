import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { connects } from '../../src/network/connect.ts';
import type { ExternalPeer, Peer, PodPeer, Port } from '../../src/network/peer.ts';
import type { IngressRule, NetworkPolicy, NetworkPolicySpec } from '../../src/network/policy.ts';
import type { Ruling } from '../../src/ruling.ts';
import { place, resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const policy = (name: string, namespace: string | undefined, spec: NetworkPolicySpec): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, ...(namespace && { namespace }) },
  spec,
});
const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const pod = (namespace: string, app: string, more: Partial<PodPeer> = {}): PodPeer => ({
  kind: 'pod',
  namespace,
  namespaceLabels: {},
  labels: { app },
  ...more,
});

const antaeus = pod('billing', 'antaeus');
const payment = pod('payments', 'payment', {
  ports: [
    { name: 'http', port: 9000 },
    { name: 'statsd', port: 9125, protocol: 'UDP' },
  ],
});
const outside: ExternalPeer = { kind: 'external', ip: '203.0.113.5' };
const nine: Port = { port: 9000, protocol: 'TCP' };

const deny = (namespace: string): NetworkPolicy =>
  policy('deny', namespace, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const letIn = (ingress: readonly IngressRule[], more: Partial<NetworkPolicySpec> = {}): NetworkPolicy =>
  policy('let-in', 'payments', { podSelector: { matchLabels: { app: 'payment' } }, ingress, ...more });

function ask(policies: readonly NetworkPolicy[], from: Peer = antaeus, to: Peer = payment, port: Port = nine): Ruling {
  return connects({ policies: policies.map(resource) }, from, to, port);
}
function codes({ reasons }: Ruling): string[] {
  return reasons.map(({ code }) => code);
}

describe('a connection', () => {
  it('passes where no policy isolates either side, and says that this is a default', () => {
    const { verdict, reasons } = ask([
      policy('elsewhere', 'payments', { podSelector: { matchLabels: { app: 'db' } } }),
    ]);
    expect(verdict).to.equal('allow');
    expect(reasons).to.equal([
      {
        code: 'network/egress-not-isolated',
        basis: 'default',
        args: { pod: 'billing {app=antaeus}' },
        at: { searched: [] },
      },
      {
        code: 'network/ingress-not-isolated',
        basis: 'default',
        args: { pod: 'payments {app=payment}' },
        at: { searched: [{ file: place('elsewhere', 'spec', 'podSelector'), line: 1 }] },
      },
    ]);
  });

  it('needs both the egress of its source and the ingress of its destination', () => {
    const leave = policy('leave', 'billing', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: named('payments') }] }],
    });
    const enter = letIn([{ from: [{ namespaceSelector: named('billing') }] }]);
    expect(ask([deny('billing'), deny('payments'), leave, enter]).verdict).to.equal('allow');
    expect(ask([deny('billing'), deny('payments'), leave]).verdict).to.equal('deny');
    expect(ask([deny('billing'), deny('payments'), enter]).verdict).to.equal('deny');
    expect(codes(ask([deny('billing'), deny('payments')]))).to.equal([
      'network/egress-refused',
      'network/ingress-refused',
    ]);
  });

  it('cites the peer that admits it', () => {
    const { reasons } = ask([letIn([{ from: [{ podSelector: {} }, { namespaceSelector: named('billing') }] }])]);
    expect(reasons[1]).to.equal({
      code: 'network/ingress-admitted',
      basis: 'granted',
      args: {
        policy: 'payments/let-in',
        pod: 'payments {app=payment}',
        peer: 'billing {app=antaeus}',
        port: '9000/TCP',
      },
      at: { file: place('let-in', 'spec', 'ingress', 0, 'from', 1), line: 1 },
    });
  });

  it('cites every policy that admits it, so that a person closes all of them', () => {
    const also = policy('also', 'payments', { podSelector: {}, ingress: [{ ports: [{}] }] });
    const { reasons } = ask([letIn([{}]), also]);
    expect(reasons.slice(1).map(({ at }) => at)).to.equal([
      { file: place('let-in', 'spec', 'ingress', 0), line: 1 },
      { file: place('also', 'spec', 'ingress', 0), line: 1 },
    ]);
  });

  it('cites all policies it looked into when none admits it', () => {
    const {
      reasons: [, refused],
    } = ask([deny('payments'), letIn([])]);
    expect(refused?.basis).to.equal('nothing-grants');
    expect(refused?.args['policies']).to.equal('payments/deny, payments/let-in');
    expect(refused?.at).to.equal({
      searched: [
        { file: place('deny', 'spec', 'ingress'), line: 1 },
        { file: place('let-in', 'spec', 'ingress'), line: 1 },
      ],
    });
  });

  it('is asked of the pod alone where the other side is outside', () => {
    const open = letIn([{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }]);
    expect(codes(ask([deny('payments'), open], outside))).to.equal(['network/ingress-admitted']);
    expect(codes(ask([deny('payments'), open], payment, outside))).to.equal(['network/egress-refused']);
  });

  it("is none of the policies' business where both sides are outside", () => {
    expect(ask([deny('payments')], outside, outside)).to.equal({
      verdict: 'not-applicable',
      reasons: [{ code: 'network/outside', basis: 'default', args: { peer: '203.0.113.5' }, at: { searched: [] } }],
    });
  });

  it('is undecided where a policy concerned is none the API server would store', () => {
    const wrong = letIn([{ ports: [{ port: 0 }] }]);
    const { verdict, reasons } = ask([wrong, letIn([{}])]);
    expect(verdict).to.equal('unknown');
    expect(reasons[1]).to.equal({
      code: 'network/invalid-policy',
      basis: 'input-missing',
      args: { policy: 'payments/let-in', rule: 'must be >= 1' },
      at: { file: place('let-in', 'spec', 'ingress', 0, 'ports', 0, 'port'), line: 1 },
    });
    expect(ask([deny('billing'), wrong]).verdict).to.equal('deny');
    expect(ask([wrong], antaeus, pod('web', 'front')).verdict).to.equal('allow');
  });

  it('is undecided where only an unknown address could admit it', () => {
    const block = letIn([{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '192.0.2.0/24' } }] }]);
    const { verdict, reasons } = ask([block]);
    expect(verdict).to.equal('unknown');
    expect(reasons[1]?.code).to.equal('network/address-unknown');
    expect(ask([block], { ...antaeus, ip: '10.1.2.3' }).verdict).to.equal('allow');
    expect(ask([block], { ...antaeus, ip: '11.1.2.3' }).verdict).to.equal('deny');
    expect(ask([block, letIn([{}])]).verdict).to.equal('allow');
  });
});

describe('the directions of a policy', () => {
  const isolates = (spec: Partial<NetworkPolicySpec>): string[] => {
    const own = policy('own', 'payments', { podSelector: {}, ...spec });
    return [
      ...(ask([own]).verdict === 'deny' ? ['ingress'] : []),
      ...(ask([own], payment, antaeus).verdict === 'deny' ? ['egress'] : []),
    ];
  };

  it('are those that its types name, whatever rules it has', () => {
    expect(isolates({ policyTypes: ['Ingress'], egress: [{ ports: [{ port: 1 }] }] })).to.equal(['ingress']);
    expect(isolates({ policyTypes: ['Egress'], ingress: [] })).to.equal(['egress']);
    expect(isolates({ policyTypes: ['Ingress', 'Egress'] })).to.equal(['ingress', 'egress']);
  });

  it('are inferred without types: ingress always, egress where it has a rule', () => {
    expect(isolates({})).to.equal(['ingress']);
    expect(isolates({ policyTypes: [], egress: [] })).to.equal(['ingress']);
    expect(isolates({ egress: [{ ports: [{ port: 1 }] }] })).to.equal(['ingress', 'egress']);
  });

  it("concern the pods of the policy's own namespace, which is default where it names none", () => {
    const own = policy('own', undefined, { podSelector: {} });
    expect(ask([own]).verdict).to.equal('allow');
    expect(ask([own], antaeus, pod('default', 'payment')).verdict).to.equal('deny');
  });
});

describe('the peers of a rule', () => {
  const admits = (from: IngressRule['from'], caller: Peer = antaeus): boolean =>
    ask([letIn([from ? { from } : {}])], caller).verdict === 'allow';

  it('are everybody where none is given, and nobody without a rule', () => {
    expect(admits(undefined, outside)).to.be.true();
    expect(admits([], outside)).to.be.true();
    expect(ask([letIn([])], outside).verdict).to.equal('deny');
  });

  it("are pods of the policy's namespace where only pods are selected", () => {
    expect(admits([{ podSelector: { matchLabels: { app: 'antaeus' } } }])).to.be.false();
    expect(admits([{ podSelector: { matchLabels: { app: 'antaeus' } } }], pod('payments', 'antaeus'))).to.be.true();
  });

  it('are all pods of the namespaces where only namespaces are selected', () => {
    expect(admits([{ namespaceSelector: named('billing') }], pod('billing', 'rogue'))).to.be.true();
    expect(admits([{ namespaceSelector: named('billing') }], outside)).to.be.false();
  });

  it('are both selected in one peer, either in two', () => {
    const both = [{ namespaceSelector: named('billing'), podSelector: { matchLabels: { app: 'antaeus' } } }];
    const either = [{ namespaceSelector: named('billing') }, { podSelector: { matchLabels: { app: 'antaeus' } } }];
    const rogue = pod('billing', 'rogue');
    const neighbour = pod('payments', 'antaeus');
    expect([admits(both), admits(both, rogue), admits(both, neighbour)]).to.equal([true, false, false]);
    expect([admits(either), admits(either, rogue), admits(either, neighbour)]).to.equal([true, true, true]);
  });

  it('do not believe a forged namespace name', () => {
    const forged = pod('web', 'antaeus', { namespaceLabels: { 'kubernetes.io/metadata.name': 'billing' } });
    expect(admits([{ namespaceSelector: named('billing') }], forged)).to.be.false();
  });
});

describe('the ports of a rule', () => {
  const opens = (ports: IngressRule['ports'], port: Port, to: Peer = payment): boolean =>
    ask([letIn([ports ? { ports } : {}])], antaeus, to, port).verdict === 'allow';

  it('are all where none is given, and TCP where no protocol is', () => {
    expect(opens([], { port: 1, protocol: 'SCTP' })).to.be.true();
    expect([opens([{}], nine), opens([{}], { port: 9000, protocol: 'UDP' })]).to.equal([true, false]);
    expect([opens([{ port: 9000 }], nine), opens([{ port: 9000 }], { port: 9001, protocol: 'TCP' })]).to.equal([
      true,
      false,
    ]);
  });

  it('may be a range with both its ends', () => {
    expect(
      [8999, 9000, 9001, 9002].map((port) => opens([{ port: 9000, endPort: 9001 }], { port, protocol: 'TCP' })),
    ).to.equal([false, true, true, false]);
  });

  it('may be named, and mean what a container of the destination calls so', () => {
    expect(opens([{ port: 'http' }], nine)).to.be.true();
    expect(opens([{ port: 'http' }], { port: 9001, protocol: 'TCP' })).to.be.false();
    expect(opens([{ port: 'statsd' }], { port: 9125, protocol: 'TCP' })).to.be.false();
    expect(opens([{ port: 'statsd', protocol: 'UDP' }], { port: 9125, protocol: 'UDP' })).to.be.true();
    expect(opens([{ port: 'http' }], nine, pod('payments', 'payment'))).to.be.false();
  });

  it('have no names outside the pod network', () => {
    const leave = policy('leave', 'billing', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 'http' }] }],
    });
    expect(ask([leave], antaeus, payment).verdict).to.equal('allow');
    expect(ask([leave], antaeus, outside).verdict).to.equal('deny');
  });
});

describe('a refusal', () => {
  const misses = (ingress: readonly IngressRule[], caller: Peer = antaeus, port = nine): unknown[] =>
    ask([letIn(ingress)], caller, payment, port)
      .reasons.filter(({ code }) => code.startsWith('network/near-miss'))
      .map(({ code, at }) => [code, at]);
  const both = { namespaceSelector: named('billing'), podSelector: { matchLabels: { app: 'antaeus' } } };
  const at = (...path: (string | number)[]) => ({ file: place('let-in', 'spec', 'ingress', 0, ...path), line: 1 });

  it('names the peer whose namespace fits and whose pods do not', () => {
    expect(misses([{ from: [both] }], pod('billing', 'rogue'))).to.equal([
      ['network/near-miss-pod-labels', at('from', 0)],
    ]);
  });

  it('names the peer whose pods fit and whose namespace does not', () => {
    expect(misses([{ from: [both] }], pod('web', 'antaeus'))).to.equal([
      ['network/near-miss-namespace', at('from', 0)],
    ]);
  });

  it('names the rule that lets the peer in on other ports', () => {
    expect(misses([{ from: [both], ports: [{ port: 9001 }] }])).to.equal([['network/near-miss-port', at('ports')]]);
    expect(misses([{ ports: [{ port: 9001 }] }], outside)).to.equal([['network/near-miss-port', at('ports')]]);
  });

  it('names the block that excepts the address', () => {
    const block = { ipBlock: { cidr: '203.0.0.0/8', except: ['203.0.113.0/24'] } };
    expect(misses([{ from: [block] }], outside)).to.equal([['network/near-miss-except', at('from', 0)]]);
    expect(misses([{ from: [block] }], { kind: 'external', ip: '198.51.100.1' })).to.equal([]);
  });

  it('names no rule of which nothing fits', () => {
    expect(misses([{ from: [both] }], pod('web', 'front'))).to.equal([]);
    expect(misses([{ from: [both] }], outside)).to.equal([]);
    expect(misses([{ from: [{ namespaceSelector: named('ops') }] }])).to.equal([]);
    expect(misses([{ from: [{ namespaceSelector: named('ops') }], ports: [{ port: 1 }] }])).to.equal([]);
    const block = { ipBlock: { cidr: '198.51.100.0/24' } };
    expect(ask([letIn([{ from: [block], ports: [{ port: 1 }] }])]).verdict).to.equal('deny');
  });
});

describe('a pod on the network of its node', () => {
  const onNode = (peer: PodPeer): PodPeer => ({ ...peer, hostNetwork: true });
  const closed = [deny('payments'), deny('billing')];

  it('is governed by no policy, on either side', () => {
    expect(ask(closed).verdict).to.equal('deny');
    expect(ask(closed, onNode(antaeus), onNode(payment)).verdict).to.equal('allow');
    expect(codes(ask([deny('payments')], antaeus, onNode(payment)))).to.equal([
      'network/egress-not-isolated',
      'network/host-network',
    ]);
  });

  it('may reach a closed pod, as that could run on its node', () => {
    const { verdict, reasons } = ask(closed, onNode(antaeus));
    expect(verdict).to.equal('unknown');
    expect(reasons.map(({ basis }) => basis)).to.equal(['default', 'input-missing']);
  });

  it('is its node to some plugins and a pod to others, so a selector does not tell', () => {
    const select = letIn([{ from: [{ namespaceSelector: named('billing') }] }]);
    expect(ask([select]).verdict).to.equal('allow');
    expect(codes(ask([select], onNode(antaeus)))).to.equal(['network/host-network', 'network/address-unknown']);
    const leave = policy('leave', 'billing', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: named('payments') }] }],
    });
    expect(ask([leave], antaeus, onNode(payment)).verdict).to.equal('unknown');
    expect(ask([deny('billing')], antaeus, onNode(payment)).verdict).to.equal('deny');
    expect(ask([letIn([{}])], onNode(antaeus)).verdict).to.equal('allow');
  });
});

describe('a policy without a namespace', () => {
  it('is about the default namespace, however it is left out', () => {
    for (const metadata of [{ name: 'closed' }, { name: 'closed', namespace: '' }]) {
      const closed = { ...deny('x'), metadata };
      expect(ask([closed], antaeus, { ...payment, namespace: 'default' }).verdict).to.equal('deny');
      expect(ask([closed]).verdict).to.equal('allow');
    }
  });
});
