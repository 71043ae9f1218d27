import fc from 'fast-check';
import {
  namespaceNameLabel,
  type Labels,
  type LabelSelector,
  type LabelSelectorRequirement,
} from '../../src/label-selector.ts';
import type { ExternalPeer, PodPeer, Port } from '../../src/network/peer.ts';
import type { NetworkPolicy, NetworkPolicySpec, PolicyPeer, PolicyPort, Protocol } from '../../src/network/policy.ts';

/** A question about one connection, with everything that decides it. */
export interface ConnectionCase {
  readonly policies: readonly NetworkPolicy[];
  readonly from: PodPeer | ExternalPeer;
  readonly to: PodPeer | ExternalPeer;
  readonly port: Port;
}

// Few names, so selectors often meet the labels they are about, or nearly do.
export const testNamespaces = ['billing', 'payments', 'web'] as const;
const keys = ['app', 'role'];
const values = ['antaeus', 'payment', 'db'];
/** A key that every pod and namespace here carries, see {@link selector}. */
const carried = 'zone';

const value = fc.constantFrom(...values);
const namespace = fc.constantFrom(...testNamespaces);

/** Labels of pods and namespaces, from a few keys. */
export const labels: fc.Arbitrary<Labels> = fc.record(
  { app: value, role: value, [carried]: value },
  { requiredKeys: [carried] },
);

// A label may be empty. Cyclonus treats an empty label as absent, so only Kubernetes' own selectors are asked about it.
const valueOrEmpty = fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant('') });
export const anyLabels: fc.Arbitrary<Labels> = fc.record(
  { app: valueOrEmpty, role: valueOrEmpty, [carried]: valueOrEmpty },
  { requiredKeys: [] },
);
export const anySelector: fc.Arbitrary<LabelSelector> = selector(undefined, valueOrEmpty);

/**
 * Selectors with all four operators.
 * @param notIn keys that NotIn may be about. Cyclonus refuses a NotIn if the key is absent, although Kubernetes accepts
 * it (`labels.Requirement.Matches` in apimachinery). So if Cyclonus judges, NotIn is only about a key that every object
 * carries.
 */
export function selector(notIn: readonly string[] = [...keys, carried], named = value): fc.Arbitrary<LabelSelector> {
  const some = fc.uniqueArray(named, { minLength: 1, maxLength: 2 });
  const key = fc.constantFrom(...keys, carried);
  const requirement: fc.Arbitrary<LabelSelectorRequirement> = fc.oneof(
    fc.record({ key, operator: fc.constant('In' as const), values: some }),
    fc.record({ key: fc.constantFrom(...notIn), operator: fc.constant('NotIn' as const), values: some }),
    fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
  );
  const matchLabels = fc.dictionary(fc.constantFrom(...keys), named, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: fc.record({ matchLabels }) },
    { weight: 2, arbitrary: fc.record({ matchExpressions: fc.array(requirement, { minLength: 1, maxLength: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ matchLabels, matchExpressions: fc.array(requirement, { maxLength: 1 }) }) },
  );
}

const byName: fc.Arbitrary<LabelSelector> = fc.oneof(
  namespace.map((name) => ({ matchLabels: { [namespaceNameLabel]: name } })),
  fc.uniqueArray(namespace, { minLength: 1, maxLength: 2 }).map((names) => ({
    matchExpressions: [{ key: namespaceNameLabel, operator: 'In' as const, values: names }],
  })),
);

// A block's exceptions lie inside it, or the API server refuses the policy.
const block = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.1.0.0/16', except: ['10.1.2.0/24'] },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.0.2.0/25'] },
  { cidr: '192.0.2.7/32' },
  { cidr: '::/0' },
  { cidr: 'fd00::/8', except: ['fd00:1::/32'] },
  { cidr: '2001:db8::/33' },
);
const address = fc.constantFrom(
  '10.1.2.3',
  '10.1.3.4',
  '10.2.0.1',
  '192.0.2.7',
  '192.0.2.200',
  '203.0.113.5',
  'fd00:1::5',
  'fd00:2::5',
  '2001:db8::1',
  '2001:db8:ffff::1',
);

const protocol: fc.Arbitrary<Protocol> = fc.constantFrom('TCP', 'TCP', 'TCP', 'UDP', 'SCTP');
const portNumber = fc.constantFrom(80, 9000, 9001, 65535);
const portName = fc.constantFrom('http', 'ops');

const policyPort: fc.Arbitrary<PolicyPort> = fc.oneof(
  fc.record({ protocol }),
  fc.record({ protocol, port: fc.oneof(portNumber, portName) }, { requiredKeys: [] }),
  fc.record(
    { protocol, port: fc.constantFrom(80, 8999, 9000), endPort: fc.constantFrom(9000, 9001, 65535) },
    { requiredKeys: ['port', 'endPort'] },
  ),
);

function policyPeer(notIn?: readonly string[]): fc.Arbitrary<PolicyPeer> {
  const namespaceSelector = fc.oneof({ weight: 2, arbitrary: byName }, { weight: 1, arbitrary: selector(notIn) });
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ namespaceSelector, podSelector: selector(notIn) }) },
    { weight: 2, arbitrary: fc.record({ podSelector: selector(notIn) }) },
    { weight: 2, arbitrary: fc.record({ namespaceSelector }) },
    { weight: 1, arbitrary: block.map((ipBlock) => ({ ipBlock })) },
  );
}

const defaultDeny: NetworkPolicySpec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };

/**
 * Policies as an API server stores them, before it fills in defaults.
 * @param notIn see {@link selector}
 */
export function policies(notIn?: readonly string[]): fc.Arbitrary<NetworkPolicy[]> {
  const peers = fc.array(policyPeer(notIn), { maxLength: 2 });
  const ports = fc.array(policyPort, { maxLength: 2 });
  const spec = fc.record(
    {
      podSelector: selector(notIn),
      policyTypes: fc.subarray(['Ingress' as const, 'Egress' as const]),
      ingress: fc.array(fc.record({ from: peers, ports }, { requiredKeys: [] }), { maxLength: 2 }),
      egress: fc.array(fc.record({ to: peers, ports }, { requiredKeys: [] }), { maxLength: 2 }),
    },
    { requiredKeys: ['podSelector'] },
  );
  const some = fc.array(fc.record({ namespace, spec }), { maxLength: 5 });
  // As in a hardened cluster, most namespaces isolate all their pods; otherwise nearly everything would be allowed.
  const isolated = fc
    .subarray([...testNamespaces])
    .map((names) => names.map((name) => ({ namespace: name, spec: defaultDeny })));
  return fc.tuple(isolated, some).map((lists) =>
    lists.flat().map((one, i) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${i}`, namespace: one.namespace },
      spec: one.spec,
    })),
  );
}

const containerPorts = fc.uniqueArray(
  fc.record({ name: portName, port: portNumber, protocol }, { requiredKeys: ['name', 'port'] }),
  { selector: ({ name }) => name, maxLength: 2 },
);

/** Pods with an address, and with the labels that the API server gives their namespace. */
export const pod: fc.Arbitrary<PodPeer> = fc
  .record({
    kind: fc.constant('pod' as const),
    namespace,
    namespaceLabels: labels,
    labels,
    ports: containerPorts,
    ip: address,
  })
  .map((peer) => ({ ...peer, namespaceLabels: { ...peer.namespaceLabels, [namespaceNameLabel]: peer.namespace } }));

export const external: fc.Arbitrary<ExternalPeer> = fc.record({ kind: fc.constant('external' as const), ip: address });

export const port: fc.Arbitrary<Port> = fc.record({ port: portNumber, protocol });

const peer = fc.oneof({ weight: 5, arbitrary: pod }, { weight: 1, arbitrary: external });

/** Connections between random peers under random policies, limited to what Cyclonus judges right. */
export const connectionCases: fc.Arbitrary<ConnectionCase> = fc.record({
  policies: policies([carried]),
  from: peer,
  to: peer,
  port,
});
