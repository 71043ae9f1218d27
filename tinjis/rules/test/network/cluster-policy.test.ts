import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { peerClasses } from '../../src/network/classes.ts';
import type { ClusterPolicy } from '../../src/network/cluster-policy.ts';
import { clusterPolicyKinds } from '../../src/objects/kinds.ts';
import { connects, type NetworkRules } from '../../src/network/connect.ts';
import type { Peer, PodPeer, Port } from '../../src/network/peer.ts';
import { tiersOf } from '../../src/network/tiers.ts';
import { place, resource } from '../../testing/resource.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const pods = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const payments = { namespaces: pods('payments') };
const everybody = { namespaces: {} };
const admin = (spec: object, more: object = {}): ClusterPolicy =>
  ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'admin' },
    spec: { priority: 10, subject: payments, ...spec },
    ...more,
  }) as unknown as ClusterPolicy;
const baseline = (spec: object): ClusterPolicy =>
  ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec: { subject: payments, ...spec },
  }) as unknown as ClusterPolicy;
const cluster = (spec: object): ClusterPolicy =>
  ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'cluster' },
    spec: { priority: 10, tier: 'Admin', subject: payments, ...spec },
  }) as unknown as ClusterPolicy;
const rule = (action: string, ...from: object[]): object => ({ action, from: from.length > 0 ? from : [everybody] });
const sent = (action: string, to: object, more: object = {}): object => ({ action, to: [to], ...more });

const pod = (namespace: string, app: string, more: Partial<PodPeer> = {}): PodPeer => ({
  kind: 'pod',
  namespace,
  namespaceLabels: {},
  labels: { app },
  ip: '10.1.2.3',
  ...more,
});
const antaeus = pod('billing', 'antaeus');
const payment = pod('payments', 'payment', { ports: [{ name: 'http', port: 9000 }] });
const outside: Peer = { kind: 'external', ip: '203.0.113.5' };
const nine: Port = { port: 9000, protocol: 'TCP' };

const own = (spec: object) =>
  resource({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'own', namespace: 'payments' },
    spec: { podSelector: {}, ...spec },
  });
const closed = own({ ingress: [] });
const open = own({ ingress: [{}] });

function net(clusterPolicies: readonly ClusterPolicy[], own: readonly unknown[] = [], more: object = {}): NetworkRules {
  return { policies: own as NetworkRules['policies'], clusterPolicies: clusterPolicies.map(resource), ...more };
}
/** The verdict where the engine enforces the cluster's policies. */
function enforced(
  clusterPolicies: readonly ClusterPolicy[],
  policies: readonly unknown[] = [],
  from: Peer = antaeus,
  to: Peer = payment,
  port: Port = nine,
): string {
  return connects(net(clusterPolicies, policies, { clusterPoliciesEnforced: true }), from, to, port).verdict;
}

describe('policies for the whole cluster', () => {
  it('come before NetworkPolicies in the admin tier, and only for pods that those leave open in the baseline tier', () => {
    const denies = { ingress: [rule('Deny')] };
    const allows = { ingress: [rule('Allow')] };
    expect(enforced([admin(allows)], [closed])).to.equal('allow');
    expect(enforced([admin(denies)], [open])).to.equal('deny');
    expect(enforced([admin({ ingress: [rule('Pass'), rule('Deny')] })], [open])).to.equal('allow');
    expect(enforced([admin({ ingress: [rule('Pass'), rule('Allow')] })], [closed])).to.equal('deny');
    expect(enforced([admin({ ingress: [rule('Pass')] }), baseline(denies)])).to.equal('deny');
    expect(enforced([baseline(denies)])).to.equal('deny');
    expect(enforced([baseline(denies)], [open])).to.equal('allow');
    expect(enforced([baseline(allows)], [closed])).to.equal('deny');
    expect(enforced([baseline({ ingress: [rule('Allow'), rule('Deny')] })])).to.equal('allow');
    expect(enforced([admin({ subject: { namespaces: pods('web') }, ...denies })])).to.equal('allow');
    expect(enforced([admin({ ingress: [], egress: [sent('Deny', everybody)] })])).to.equal('allow');
    expect(enforced([admin({ subject: everybody, egress: [sent('Deny', payments)] })])).to.equal('deny');
  });

  it('are asked by priority, the lowest number first, and rules by their order', () => {
    const late = admin({ priority: 20, ingress: [rule('Deny')] });
    const early = admin({ priority: 5, ingress: [rule('Allow')] });
    expect(enforced([late, early])).to.equal('allow');
    expect(enforced([late, { ...early, spec: { ...early.spec, priority: 30 } }])).to.equal('deny');
    expect(enforced([admin({ ingress: [rule('Allow', { namespaces: pods('web') }), rule('Deny')] })])).to.equal('deny');
  });

  it('have no answer where two of one priority disagree', () => {
    const same = (action: string) => admin({ ingress: [rule(action)] });
    expect(enforced([same('Allow'), same('Deny')])).to.equal('unknown');
    expect(enforced([same('Deny'), same('Deny')])).to.equal('deny');
    expect(enforced([same('Allow'), same('Pass')], [closed])).to.equal('unknown');
  });

  it('mean pods by their namespaces, by their own labels, and as a block of addresses', () => {
    const pick = (app: string) => ({ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app } } } });
    expect(enforced([admin({ ingress: [rule('Deny', pick('antaeus'))] })])).to.equal('deny');
    expect(enforced([admin({ ingress: [rule('Deny', pick('web'))] })])).to.equal('allow');
    expect(enforced([admin({ subject: pick('payment'), ingress: [rule('Deny')] })])).to.equal('deny');
    expect(enforced([admin({ ingress: [rule('Deny')] })], [], outside)).to.equal('allow');
    const leave = (to: object, target: Peer): string =>
      enforced([admin({ subject: everybody, egress: [sent('Deny', to)] })], [], antaeus, target);
    expect(leave({ networks: ['10.0.0.0/8', '203.0.113.0/24'] }, payment)).to.equal('deny');
    expect(leave({ networks: ['10.0.0.0/8', '203.0.113.0/24'] }, outside)).to.equal('deny');
    expect(leave({ networks: ['192.0.2.0/24'] }, payment)).to.equal('allow');
    expect(leave({ nodes: {} }, payment)).to.equal('allow');
    expect(leave({ nodes: {} }, outside)).to.equal('unknown');
    expect(leave({ nodes: {} }, { ...payment, hostNetwork: true })).to.equal('unknown');
    expect(leave({ domainNames: ['example.org'] }, payment)).to.equal('unknown');
  });

  it('mean ports by number, by range and by name', () => {
    const on = (ports: object, port: Port): string =>
      enforced([admin({ ingress: [{ ...rule('Deny'), ports: [ports] }] })], [], antaeus, payment, port);
    const udp: Port = { port: 9000, protocol: 'UDP' };
    expect(on({ portNumber: { protocol: 'TCP', port: 9000 } }, nine)).to.equal('deny');
    expect(on({ portNumber: { port: 9000 } }, udp)).to.equal('allow');
    expect(on({ portRange: { protocol: 'UDP', start: 8000, end: 9000 } }, udp)).to.equal('deny');
    expect(on({ portRange: { start: 8000, end: 8999 } }, nine)).to.equal('allow');
    expect(on({ namedPort: 'http' }, nine)).to.equal('deny');
    expect(on({ namedPort: 'http' }, udp)).to.equal('allow');
    expect(on({ namedPort: 'ops' }, nine)).to.equal('allow');
  });

  it('are the same in the successor, with other words', () => {
    const on = (protocols: object, port: Port = nine): string =>
      enforced([cluster({ ingress: [{ ...rule('Deny'), protocols: [protocols] }] })], [], antaeus, payment, port);
    expect(enforced([cluster({ ingress: [rule('Accept')] })], [closed])).to.equal('allow');
    expect(enforced([cluster({ tier: 'Baseline', ingress: [rule('Deny')] })])).to.equal('deny');
    expect(enforced([cluster({ tier: 'Baseline', ingress: [rule('Deny')] })], [open])).to.equal('allow');
    expect(on({ tcp: { destinationPort: { number: 9000 } } })).to.equal('deny');
    expect(on({ udp: { destinationPort: { number: 9000 } } })).to.equal('allow');
    expect(on({ tcp: { destinationPort: { range: { start: 8000, end: 9000 } } } })).to.equal('deny');
    expect(on({ destinationNamedPort: 'http' })).to.equal('deny');
    const named = cluster({ ingress: [rule('Deny', { pods: { podSelector: { matchLabels: { app: 'antaeus' } } } })] });
    expect(enforced([named])).to.equal('deny');
  });
});

describe('an engine that may not enforce them', () => {
  const asked = (policies: readonly ClusterPolicy[], namespaced: readonly unknown[] = [], more: object = {}) =>
    connects(net(policies, namespaced, more), antaeus, payment, nine);

  it('leaves open what rests on them alone, and tells what they would change', () => {
    const { verdict, reasons } = asked([admin({ ingress: [rule('Allow')] })], [closed]);
    expect(verdict).to.equal('unknown');
    const found = reasons.find(({ code }) => code === 'network/cluster-not-proved');
    expect(found).to.equal({
      code: 'network/cluster-not-proved',
      basis: 'input-missing',
      args: {
        policy: 'AdminNetworkPolicy admin',
        from: 'billing {app=antaeus}',
        to: 'payments {app=payment}',
        port: '9000/TCP',
        enforced: 'allow',
        without: 'deny',
      },
      at: { file: place('admin', 'spec', 'ingress', 0, 'from', 0), line: 1 },
    });
    expect(asked([baseline({ ingress: [rule('Deny')] })]).verdict).to.equal('unknown');
    const leaving = asked([admin({ subject: everybody, egress: [sent('Deny', payments)] })]);
    expect(leaving.verdict).to.equal('unknown');
    expect(leaving.reasons[0].args).to.include({ from: 'billing {app=antaeus}', to: 'payments {app=payment}' });
    const byName = asked([admin({ subject: everybody, egress: [sent('Deny', { domainNames: ['example.org'] })] })]);
    expect(byName.reasons.map(({ code }) => code)).to.include('network/cluster-undecided');
  });

  it('changes nothing where the answer is the same without them', () => {
    const denied = asked([admin({ ingress: [rule('Deny')] })], [closed]);
    expect(denied.verdict).to.equal('deny');
    expect(denied.reasons.map(({ code }) => code)).to.include(['network/cluster-denies', 'network/ingress-refused']);
    expect(asked([admin({ ingress: [rule('Allow')] })]).verdict).to.equal('allow');
    expect(asked([admin({ ingress: [rule('Pass')] })], [closed]).verdict).to.equal('deny');
    const elsewhere = admin({ subject: { namespaces: pods('web') }, ingress: [rule('Allow')] });
    expect(asked([elsewhere], [closed]).verdict).to.equal('deny');
  });

  it('is asked no further where somebody says whether it does', () => {
    const opening = [admin({ ingress: [rule('Allow')] })];
    const { reasons } = asked(opening, [closed], { clusterPoliciesEnforced: true });
    expect(reasons.map(({ code, basis }) => [code, basis])).to.equal([
      ['network/egress-not-isolated', 'default'],
      ['network/cluster-allows', 'granted'],
    ]);
    expect(asked(opening, [closed], { clusterPoliciesEnforced: true }).verdict).to.equal('allow');
    expect(asked(opening, [closed], { clusterPoliciesEnforced: false }).verdict).to.equal('deny');
  });
});

describe('a policy for the whole cluster that nothing would take', () => {
  const port = { portNumber: { port: 1 } };
  const defectOf = (policy: unknown): string[] =>
    tiersOf([resource(policy as ClusterPolicy)]).defects.map(({ defect: { path } }) => path.join('/'));

  it('leaves every connection undecided, at the field', () => {
    const { verdict, reasons } = connects(net([admin({ priority: 1001 })], [closed]), antaeus, payment, nine);
    expect(verdict).to.equal('unknown');
    expect(reasons.find(({ code }) => code === 'network/invalid-policy')?.at).to.equal({
      file: place('admin', 'spec', 'priority'),
      line: 1,
    });
    for (const [bad, path] of [
      [admin({}, { kind: 'constructor' }), 'kind'],
      [admin({}, { apiVersion: 'policy.networking.k8s.io/v1' }), 'apiVersion'],
      [admin({ priority: undefined }), 'spec'],
      [admin({ subject: {} }), 'spec/subject'],
      [admin({ subject: { namespaces: null } }), 'spec/subject'],
      [admin({ subject: { pods: { podSelector: {} } } }), 'spec/subject/pods'],
      [admin({ subject: { namespaces: {}, pods: {} } }), 'spec/subject'],
      [admin({ tier: 'Admin' }), 'spec/tier'],
      [admin({ ingress: [rule('Accept')] }), 'spec/ingress/0/action'],
      [admin({ ingress: [{ action: 'Allow' }] }), 'spec/ingress/0'],
      [admin({ ingress: [rule('Allow', { networks: ['10.0.0.0/8'] })] }), 'spec/ingress/0/from/0/networks'],
      [admin({ egress: [sent('Allow', { networks: ['10.0.0.0'] })] }), 'spec/egress/0/to/0/networks/0'],
      [admin({ ingress: [{ ...rule('Allow'), ports: [] }] }), 'spec/ingress/0/ports'],
      [admin({ egress: [sent('Allow', { nodes: {} }, { ports: [{ namedPort: 'http' }] })] }), 'spec/egress/0'],
      [
        admin({ ingress: [{ ...rule('Allow'), ports: [{ portRange: { start: 2, end: 1 } }] }] }),
        'spec/ingress/0/ports/0/portRange/end',
      ],
      [admin({ ingress: [{ ...rule('Allow'), ports: [{ ...port, namedPort: 'a' }] }] }), 'spec/ingress/0/ports/0'],
      [{ ...baseline({}), metadata: { name: 'other' } }, 'metadata/name'],
      [baseline({ ingress: [rule('Pass')] }), 'spec/ingress/0/action'],
      [cluster({ ingress: [rule('Allow')] }), 'spec/ingress/0/action'],
      [cluster({ tier: 'NetworkPolicy' }), 'spec/tier'],
      [
        cluster({
          egress: [sent('Accept', { networks: ['10.0.0.0/8'] }, { protocols: [{ destinationNamedPort: 'a' }] })],
        }),
        'spec/egress/0',
      ],
    ] as const) {
      expect(defectOf(bad), JSON.stringify(bad)).to.equal([path]);
    }
  });

  it('is also a policy of a version beside another', () => {
    const both = tiersOf([admin({}), cluster({})].map(resource)).defects;
    expect(both.map(({ kind, defect }) => [kind, defect.path.join('/')])).to.equal([
      ['ClusterNetworkPolicy', 'apiVersion'],
    ]);
    expect(tiersOf([admin({}), baseline({})].map(resource)).defects).to.equal([]);
  });

  it('never ends in an error, whatever it holds', () => {
    const keys = ['subject', 'namespaces', 'pods', 'ingress', 'from', 'ports', 'podSelector', 'networks', 'action'];
    const junk = fc.anything({ key: fc.constantFrom(...keys), maxDepth: 6 });
    const document = fc.tuple(junk, fc.constantFrom(...clusterPolicyKinds, null)).map(([spec, kind]) => ({
      ...admin({}),
      kind,
      spec,
    }));
    fc.assert(
      fc.property(fc.oneof(junk, document), (object) => {
        const rules = {
          policies: [],
          clusterPolicies: [{ object: object as ClusterPolicy, at: () => ({ file: 'any.yaml', line: 1 }) }],
        };
        peerClasses(rules, payment, []);
        expect(connects(rules, antaeus, payment, nine).verdict).to.equal('unknown');
      }),
      { numRuns: 300 },
    );
  });
});

describe('classes of callers under policies for the whole cluster', () => {
  it('tell apart the pods that they mean, on either side', () => {
    const rules = net(
      [
        admin({ ingress: [rule('Allow', { namespaces: { matchLabels: { trusted: 'yes' } } })] }),
        admin({
          priority: 20,
          subject: { pods: { namespaceSelector: pods('web'), podSelector: { matchLabels: { role: 'front' } } } },
          egress: [sent('Deny', payments)],
        }),
      ],
      [],
      { clusterPoliciesEnforced: true },
    );
    const declared = ['billing', 'payments', 'web'].map((name) => ({ name, labels: {} }));
    const classes = peerClasses(rules, payment, declared);
    const refused = classes.filter((one) => connects(rules, one, payment, nine).verdict === 'deny');
    expect(refused.map(({ namespace, labels }) => [namespace, labels])).to.include([['web', { role: 'front' }]]);
    expect(classes.some(({ namespaceLabels }) => namespaceLabels['trusted'] === 'yes')).to.be.true();
    expect(peerClasses(net([], [closed]), payment, declared)).to.have.length(1);
    expect(peerClasses(net([admin({ ingress: [rule('Allow')] })], [closed]), payment, declared)).to.have.length(4);
  });
});
