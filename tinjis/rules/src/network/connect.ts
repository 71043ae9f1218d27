import type { Defect } from '../objects/schema.ts';
import type { Resource } from '../objects/located.ts';
import { type Basis, explainedLater, reason, type Reason, type Ruling, unknown, winning } from '../ruling.ts';
import { type CompiledNetworkPolicy, type CompiledRule, indexByNamespace, policiesIn } from './compile.ts';
import { bestMatch, governs, nearMisses, type RuleMatch } from './match.ts';
import { peerText, type Peer, type PodPeer, type Port, type Side } from './peer.ts';
import type { CiliumNetworkPolicy } from './cilium-policy.ts';
import type { Direction, NetworkPolicy } from './policy.ts';
import { byTiers, type OwnRuling } from './tier-answer.ts';
import { tiersOf } from './tiers.ts';
import type { ClusterPolicy } from './cluster-policy.ts';
import { memoized } from '../memo.ts';

/** The objects of one cluster that decide about connections. */
export interface NetworkRules {
  /** Keep the array: see {@link indexByNamespace}. */
  readonly policies: readonly Resource<NetworkPolicy | CiliumNetworkPolicy>[];
  /** AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy. Keep the array: see {@link tiersOf}. */
  readonly clusterPolicies?: readonly Resource<ClusterPolicy>[];
  /**
   * Whether the cluster's network engine enforces `clusterPolicies`; many engines do not. If nobody says so, both are
   * possible: an answer holds only if it is the same with these policies and without them, and is `unknown` otherwise.
   */
  readonly clusterPoliciesEnforced?: boolean;
  /** Asks only for this direction, as if the other side agreed to everything. */
  readonly only?: Direction;
}

/**
 * Whether NetworkPolicies let `from` open a connection to `port` of `to`: the source's egress **and** the destination's
 * ingress must agree. No policy governs a peer outside the pod network, nor a pod on the network of its node, so its
 * side always agrees.
 *
 * Two connections pass in reality, whatever this says: from a pod to itself, and from a pod's own node to the pod.
 *
 * @param port number on the destination pod (not on its Service), 1 to 65535
 * @returns `unknown` if the API server would not store a policy concerned, if a deciding address is not known, or if
 * the answer rests on a policy for the whole cluster, which the engine may not enforce
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function connects(net: NetworkRules, from: Peer, to: Peer, port: Port): Ruling {
  const sides: Side[] = [];
  if (from.kind === 'pod' && net.only !== 'ingress')
    sides.push({ direction: 'egress', pod: from, other: to, destination: to, port });
  if (to.kind === 'pod' && net.only !== 'egress')
    sides.push({ direction: 'ingress', pod: to, other: from, destination: to, port });
  const [first, second] = sides.map((side) => decide(side, net));
  if (!first)
    return {
      verdict: 'not-applicable',
      reasons: [reason('network/outside', 'default', { peer: peerText(from) }, { searched: [] })],
    };
  if (!second) return first;
  return explainedLater(winning('all', [first.verdict, second.verdict]), () => [...first.reasons, ...second.reasons]);
}

function decide(side: Side, net: NetworkRules): Ruling {
  const { direction, pod, other } = side;
  if (pod.hostNetwork) return onNode('allow', 'default', pod);
  const own = byNetworkPolicies(side, policiesIn(indexByNamespace(net.policies), pod.namespace));
  const { clusterPolicies, clusterPoliciesEnforced } = net;
  const ruling =
    !clusterPolicies?.length || clusterPoliciesEnforced === false
      ? own.ruling
      : byTiers(side, tiersOf(clusterPolicies), own, clusterPoliciesEnforced ?? false);
  // The pod may run on the same node, and no plugin refuses what a node sends to its own pods.
  const fromNode = direction === 'ingress' && other.kind === 'pod' && other.hostNetwork;
  return fromNode && ruling.verdict === 'deny' ? onNode('unknown', 'input-missing', other) : ruling;
}

function byNetworkPolicies(side: Side, policies: readonly CompiledNetworkPolicy[]): OwnRuling {
  const { direction, pod } = side;
  const [first, ...more] = policies.flatMap((policy) => (policy.defect ? [invalid(policy, policy.defect)] : []));
  if (first) return { isolated: true, ruling: unknown(first, ...more) };
  const governing = governingOf(policies, direction, pod);
  if (governing.length > 0) return { isolated: true, ruling: byGoverning(side, governing) };
  const ruling = explainedLater('allow', () => {
    const searched = policies.map((policy) => policy.at(['spec', 'podSelector']));
    return [reason(`network/${direction}-not-isolated`, 'default', { pod: peerText(pod) }, { searched })];
  });
  return { isolated: false, ruling };
}

function byGoverning(side: Side, governing: readonly Governing[]): Ruling {
  const answers = governing.flatMap(({ policy, rules }) => {
    const best = bestMatch(side, rules);
    return best ? [{ policy, ...best }] : [];
  });
  for (const [wanted, verdict] of [
    ['yes', 'allow'],
    ['unknown', 'unknown'],
  ] as const) {
    const [first, ...more] = answers.filter(({ match }) => match === wanted);
    if (first)
      return explainedLater(verdict, () => [admitted(side, first), ...more.map((answer) => admitted(side, answer))]);
  }
  return explainedLater('deny', () => [
    refused(
      side,
      governing.map(({ policy }) => policy),
    ),
    ...governing.flatMap(({ policy, rules }) => nearMisses(policy, rules, side.other, side.destination, side.port)),
  ]);
}

function onNode(verdict: 'allow' | 'unknown', basis: Basis, pod: PodPeer): Ruling {
  return { verdict, reasons: [reason('network/host-network', basis, { pod: peerText(pod) }, { searched: [] })] };
}

interface Governing {
  readonly policy: CompiledNetworkPolicy;
  readonly rules: readonly CompiledRule[];
}

const podsGoverned = {
  ingress: memoized<readonly CompiledNetworkPolicy[], WeakMap<PodPeer, readonly Governing[]>>(() => new WeakMap()),
  egress: memoized<readonly CompiledNetworkPolicy[], WeakMap<PodPeer, readonly Governing[]>>(() => new WeakMap()),
};

/** The policies that govern a pod, looked up once for each pod: a proof asks about one pod and thousands of others. */
function governingOf(
  policies: readonly CompiledNetworkPolicy[],
  direction: Direction,
  pod: PodPeer,
): readonly Governing[] {
  if (policies.length === 0) return [];
  return podsGoverned[direction](policies).getOrInsertComputed(pod, () =>
    policies.flatMap((policy) => {
      const rules = policy.rules[direction];
      return rules && governs(policy, pod) ? [{ policy, rules }] : [];
    }),
  );
}

function admitted(
  { direction, pod, other, port }: Side,
  { policy, match, path, host }: RuleMatch & { readonly policy: CompiledNetworkPolicy },
): Reason {
  const args = {
    policy: `${policy.namespace}/${policy.name}`,
    pod: peerText(pod),
    peer: peerText(other),
    port: `${port.port}/${port.protocol}`,
  };
  if (match === 'yes') return reason(`network/${direction}-admitted`, 'granted', args, policy.at(path));
  return host === undefined
    ? reason('network/address-unknown', 'input-missing', args, policy.at(path))
    : reason('network/host-unknown', 'input-missing', { ...args, host }, policy.at(path));
}

function refused({ direction, pod, other, port }: Side, policies: readonly CompiledNetworkPolicy[]): Reason {
  return reason(
    `network/${direction}-refused`,
    'nothing-grants',
    {
      policies: policies.map(({ namespace, name }) => `${namespace}/${name}`).join(', '),
      pod: peerText(pod),
      peer: peerText(other),
      port: `${port.port}/${port.protocol}`,
    },
    { searched: policies.map((policy) => policy.at(['spec', direction])) },
  );
}

function invalid({ namespace, name, at }: CompiledNetworkPolicy, { path, rule }: Defect): Reason {
  return reason('network/invalid-policy', 'input-missing', { policy: `${namespace}/${name}`, rule }, at(path));
}
