import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { external, labels, testNamespaces, pod, policies, port } from '../../testing/random/network.ts';
import {
  externalClasses,
  meantBy,
  peerClasses,
  peerClassesIn,
  podAddresses,
  portClasses,
} from '../../src/network/classes.ts';
import { connects } from '../../src/network/connect.ts';
import type { NamespaceLabels } from '../../src/network/namespaces.ts';
import type { LabelSelector } from '../../src/label-selector.ts';
import type { PodPeer, Port } from '../../src/network/peer.ts';
import type { NetworkPolicy, NetworkPolicySpec } from '../../src/network/policy.ts';
import { resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const policy = (namespace: string, spec: NetworkPolicySpec): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace },
  spec,
});
const payment: PodPeer = { kind: 'pod', namespace: 'payments', namespaceLabels: {}, labels: { app: 'payment' } };
const declared: readonly NamespaceLabels[] = ['billing', 'payments', 'web'].map((name) => ({ name, labels: {} }));
const fromAntaeus = policy('payments', {
  podSelector: {},
  ingress: [
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'billing' } },
          podSelector: { matchLabels: { app: 'antaeus' } },
        },
      ],
    },
  ],
});
const ports: readonly Port[] = [80, 8999, 9000, 9001, 65535].flatMap((number) =>
  (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ port: number, protocol })),
);
const nine: Port = { port: 9000, protocol: 'TCP' };

describe('classes of callers', () => {
  it('are few where one namespace is let in: its two kinds of pods, and everybody else as one', () => {
    const net = { policies: [resource(fromAntaeus)] };
    const classes = peerClasses(net, payment, declared);
    expect(classes.map((one) => [one.namespace, one.labels, connects(net, one, payment, nine).verdict])).to.equal([
      ['billing', {}, 'deny'],
      ['billing', { app: 'antaeus' }, 'allow'],
      ['payments', {}, 'deny'],
    ]);
  });

  it('include a namespace that a rule names and nobody declares', () => {
    const net = { policies: [resource(fromAntaeus)] };
    const callers = peerClasses(net, payment, []).filter(
      (one) => connects(net, one, payment, nine).verdict === 'allow',
    );
    expect(callers.map(({ namespace }) => namespace)).to.equal(['billing']);
  });

  it('include a namespace nobody has heard of, under any label that a rule selects by', () => {
    const rule = { from: [{ namespaceSelector: { matchLabels: { trusted: 'yes' } } }] };
    const net = { policies: [resource(policy('payments', { podSelector: {}, ingress: [rule] }))] };
    const callers = peerClasses(net, payment, [...declared, { name: 'other-namespace-1', labels: {} }]).filter(
      (one) => connects(net, one, payment, nine).verdict === 'allow',
    );
    expect(callers.map(({ namespace, namespaceLabels }) => [namespace, namespaceLabels])).to.equal([
      ['other-namespace-2', { trusted: 'yes' }],
    ]);
  });

  it('are everybody where nothing isolates the called pod', () => {
    const classes = peerClasses({ policies: [] }, payment, declared);
    expect(classes.map(({ namespace }) => namespace)).to.equal(['billing', 'payments', 'web', 'other-namespace-1']);
  });

  it('have their own policies for leaving told apart, where the called pod lets everybody in', () => {
    const leaving = policy('web', { podSelector: { matchLabels: { role: 'front' } }, policyTypes: ['Egress'] });
    const net = { policies: [resource(policy('payments', { podSelector: {}, ingress: [{}] })), resource(leaving)] };
    const refused = peerClasses(net, payment, declared).filter(
      (one) => connects(net, one, payment, nine).verdict === 'deny',
    );
    expect(refused.map((one) => [one.namespace, one.labels])).to.equal([['web', { role: 'front' }]]);
  });

  it('stay as few for a thousand services in two hundred namespaces', () => {
    const names = Array.from({ length: 200 }, (_, i) => `team-${i}`);
    const services = names.flatMap((name) =>
      Array.from({ length: 5 }, (_, i) =>
        resource(
          policy(name, { podSelector: { matchLabels: { app: `service-${i}` } }, policyTypes: ['Ingress', 'Egress'] }),
        ),
      ),
    );
    const net = { policies: [...services, resource(fromAntaeus)] };
    expect(peerClasses(net, payment, [...declared, ...names.map((name) => ({ name, labels: {} }))])).to.have.length(3);
  });

  it('are found by name only where every rule means namespaces by name', () => {
    const name = 'kubernetes.io/metadata.name';
    const letIn = (namespaceSelector: LabelSelector) =>
      peerClasses(
        { policies: [resource(policy('payments', { podSelector: {}, ingress: [{ from: [{ namespaceSelector }] }] }))] },
        payment,
        declared,
      ).map(({ namespace }) => namespace);
    expect(letIn({ matchLabels: { [name]: 'web' } })).to.equal(['billing', 'web']);
    expect(letIn({ matchExpressions: [{ key: name, operator: 'In', values: ['web', 'payments'] }] })).to.equal([
      'billing',
      'payments',
      'web',
    ]);
    // All but one name, or another label: then each namespace is tried, and an unknown namespace is let in too.
    expect(letIn({ matchExpressions: [{ key: name, operator: 'NotIn', values: ['web'] }] })).to.equal([
      'billing',
      'payments',
      'web',
      'other-namespace-1',
    ]);
    expect(letIn({ matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] })).to.include([
      'billing',
      'payments',
      'web',
      'other-namespace-1',
    ]);
  });

  it('stand for every pod of every namespace, on every port', () => {
    const own = fc.record({ billing: labels, payments: labels }, { requiredKeys: [] });
    fc.assert(
      fc.property(policies(), pod, pod, own, (all, from, to, known) => {
        const net = { policies: all.map(resource) };
        const list = Object.entries(known).map(([name, some]) => ({ name, labels: some }));
        const verdicts = (one: PodPeer): string => ports.map((wanted) => connects(net, one, to, wanted).verdict).join();
        const caller = callerOf(from, list);
        const alike = peerClasses(net, to, list).filter((one) => verdicts(one) === verdicts(caller));
        expect(alike.length, verdicts(caller)).to.be.above(0);
        // A caller that gets in anywhere from a declared namespace is told apart from all other namespaces.
        if (verdicts(caller).includes('allow') && list.some(({ name }) => name === caller.namespace)) {
          expect(alike.map(({ namespace }) => namespace)).to.include(caller.namespace);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stand for every pod of one namespace, if only that is asked about', () => {
    fc.assert(
      fc.property(policies(), pod, pod, (all, from, to) => {
        const net = { policies: all.map(resource) };
        const caller = callerOf(from, []);
        const verdicts = (one: PodPeer): string => ports.map((wanted) => connects(net, one, to, wanted).verdict).join();
        const classes = peerClassesIn(net, to, { name: caller.namespace, labels: caller.namespaceLabels });
        expect(classes.map(({ namespace }) => namespace)).to.only.include(caller.namespace);
        expect(classes.map(verdicts)).to.include(verdicts(caller));
      }),
      { numRuns: 300 },
    );
  });

  it('are each a pod that there can be', () => {
    fc.assert(
      fc.property(policies(), pod, (all, to) => {
        const list = testNamespaces.map((name) => ({ name, labels: {} }));
        for (const one of peerClasses({ policies: all.map(resource) }, to, list)) {
          if (testNamespaces.some((name) => name === one.namespace)) expect(one.namespaceLabels).to.equal({});
        }
      }),
      { numRuns: 50 },
    );
  });
});

/**
 * A pod without an address, in a declared namespace with its declared labels, or else in a namespace with labels of its
 * own.
 */
function callerOf(
  { kind, namespace, namespaceLabels, labels: some }: PodPeer,
  declaredOnes: readonly NamespaceLabels[],
): PodPeer {
  const known = declaredOnes.find(({ name }) => name === namespace);
  return { kind, namespace, namespaceLabels: known?.labels ?? namespaceLabels, labels: some };
}

describe('the pods that rules mean', () => {
  it('are those in the namespaces named, with the labels selected', () => {
    const meant = meantBy({ policies: [resource(fromAntaeus)] }, payment);
    expect([...(meant?.namespaces ?? [])]).to.equal(['billing']);
    const antaeus: PodPeer = { ...payment, namespace: 'billing', labels: { app: 'antaeus' } };
    expect(meant?.means(antaeus)).to.be.true();
    expect(meant?.means({ ...antaeus, labels: {} })).to.be.false();
    expect(meant?.means({ ...antaeus, namespace: 'web' })).to.be.false();
  });

  it('are not listed where a rule picks namespaces by another label', () => {
    const rule = { from: [{ namespaceSelector: { matchLabels: { trusted: 'yes' } } }] };
    expect(
      meantBy({ policies: [resource(policy('payments', { podSelector: {}, ingress: [rule] }))] }, payment),
    ).to.be.undefined();
  });

  it('leave out only pods that the called side treats alike', () => {
    const web = fc.record({ one: pod, other: pod });
    fc.assert(
      fc.property(policies(), web, pod, port, (all, { one, other }, to, wanted) => {
        const net = { policies: all.map(resource), only: 'ingress' as const };
        const meant = meantBy(net, to);
        const [left, right] = [one, other].map((each): PodPeer => ({ ...callerOf(each, []), ip: '10.0.0.1' }));
        if (
          !meant ||
          !left ||
          !right ||
          [left, right].some((each) => meant.namespaces.has(each.namespace) && meant.means(each))
        )
          return;
        expect(connects(net, left, to, wanted).verdict).to.equal(connects(net, right, to, wanted).verdict);
      }),
      { numRuns: 500 },
    );
  });
});

describe('classes of outside addresses', () => {
  it('are one of each family where no rule is about addresses', () => {
    expect(externalClasses({ policies: [resource(fromAntaeus)] }, payment).map(({ ip }) => ip)).to.equal([
      '0.0.0.0',
      '0:0:0:0:0:0:0:0',
    ]);
  });

  it('have one on each side of every border of a block and of its exceptions', () => {
    const rule = {
      from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }, { ipBlock: { cidr: '255.0.0.0/8' } }],
    };
    const net = { policies: [resource(policy('payments', { podSelector: {}, ingress: [rule] }))] };
    const found = externalClasses(net, payment).filter(({ ip }) => ip.includes('.'));
    expect(found.map((one) => [one.ip, connects(net, one, payment, nine).verdict])).to.equal([
      ['0.0.0.0', 'deny'],
      ['10.0.0.0', 'allow'],
      ['11.0.0.0', 'deny'],
      ['10.1.0.0', 'deny'],
      ['10.2.0.0', 'allow'],
      ['255.0.0.0', 'allow'],
    ]);
  });

  it('are the two families alone where nothing is said', () => {
    expect(externalClasses({ policies: [] }, payment)).to.have.length(2);
  });

  it('stand for every address', () => {
    fc.assert(
      fc.property(policies(), external, pod, port, (all, from, to, wanted) => {
        const net = { policies: all.map(resource) };
        const verdicts = externalClasses(net, to).map((one) => connects(net, one, to, wanted).verdict);
        expect(verdicts).to.include(connects(net, from, to, wanted).verdict);
      }),
      { numRuns: 300 },
    );
  });
});

describe('addresses a pod may get', () => {
  it("are one for each stretch of the pods' range that a rule tells apart", () => {
    const rule = {
      from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.244.1.0/24'] } }, { ipBlock: { cidr: '2001:db8::/32' } }],
    };
    const net = { policies: [resource(policy('payments', { podSelector: {}, ingress: [rule] }))] };
    expect(podAddresses(net, payment, '10.244.0.0/16')).to.equal(['10.244.0.0', '10.244.1.0', '10.244.2.0']);
  });

  it('are the first of the range alone where no rule divides it', () => {
    expect(podAddresses({ policies: [resource(fromAntaeus)] }, payment, '10.244.0.0/16')).to.equal(['10.244.0.0']);
  });
});

describe('classes for one direction', () => {
  it('stand for every receiver, where only egress is asked about', () => {
    fc.assert(
      fc.property(policies(), pod, pod, port, (all, from, to, wanted) => {
        const net = { policies: all.map(resource), only: 'egress' as const };
        const namespaces = [{ name: to.namespace, labels: to.namespaceLabels }];
        const asked = { ...to, ports: [] };
        const classes = peerClasses(net, from, namespaces).filter(({ namespace }) => namespace === to.namespace);
        const some = classes[0] ?? peerClasses(net, from, namespaces)[0];
        const verdicts = [...classes, some].map(
          (one) => connects(net, from, { ...(one as PodPeer), ip: to.ip as string }, wanted).verdict,
        );
        expect(verdicts).to.include(connects(net, from, asked, wanted).verdict);
      }),
      { numRuns: 300 },
    );
  });

  it('leave the other side out: it could agree to everything', () => {
    const closed = resource(policy('billing', { podSelector: {}, policyTypes: ['Egress'] }));
    const net = { policies: [resource(fromAntaeus), closed] };
    const antaeus: PodPeer = { ...payment, namespace: 'billing', labels: { app: 'antaeus' } };
    expect(connects(net, antaeus, payment, nine).verdict).to.equal('deny');
    expect(connects({ ...net, only: 'ingress' }, antaeus, payment, nine).verdict).to.equal('allow');
    expect(connects({ ...net, only: 'egress' }, antaeus, payment, nine).verdict).to.equal('deny');
  });
});

describe('the ports to ask about', () => {
  const asked = (list: object[] | undefined, meant: readonly number[]): readonly number[] =>
    portClasses(
      { policies: [resource(policy('payments', { podSelector: {}, ingress: [{ ...(list && { ports: list }) }] }))] },
      payment,
      meant,
    );

  it('are those meant, those named with the one after each, and two that nobody names', () => {
    expect(asked([{ port: 8080, endPort: 8090 }, { port: 'http' }, {}], [53])).to.equal([
      53, 8080, 8090, 8081, 8091, 1, 65_535,
    ]);
    expect(asked(undefined, [53])).to.equal([53, 1, 65_535]);
    expect(asked([{ port: 1, endPort: 65_535 }], [])).to.equal([1, 65_535, 2]);
  });
});
