import { selects, selectsAll } from '../label-selector.ts';
import type { BlockPeer, CompiledPeer, CompiledNetworkPolicy, CompiledRule, PodsPeer } from './compile.ts';
import { namespaceLabelsOf, type Peer, type PodPeer, type Port, peerText } from './peer.ts';
import type { PolicyPort } from './policy.ts';
import type { Reason } from '../ruling.ts';

/** `excepted`: no, because of an exception. `unknown`: the rule is about addresses, and the pod's is not known. */
export type PeerMatch = 'yes' | 'no' | 'excepted' | 'unknown';

/** Whether `policy`, which is in the namespace of `pod`, governs it. */
export function governs(policy: CompiledNetworkPolicy, pod: PodPeer): boolean {
  return selects(policy.podSelector, pod.labels);
}

/** Whether `peer`, a peer in a rule of `policy`, means `other`. */
export function meets(policy: CompiledNetworkPolicy, peer: CompiledPeer, other: Peer): PeerMatch {
  if (peer.kind === 'block') return meetsBlock(peer, other);
  return other.kind === 'pod' && meansNamespaceOf(policy, peer, other) && selects(peer.podSelector, other.labels)
    ? 'yes'
    : 'no';
}

/** Whether the namespace half of `peer` holds for `pod`. */
export function meansNamespaceOf(policy: CompiledNetworkPolicy, peer: PodsPeer, pod: PodPeer): boolean {
  return peer.namespaceSelector
    ? selects(peer.namespaceSelector, namespaceLabelsOf(pod))
    : policy.namespace === pod.namespace;
}

/**
 * Whether the ports of `rule` hold for a connection to `port` of `destination`. A named port means any number to which
 * a container of the destination gives that name, for the rule's protocol.
 */
export function opens(rule: CompiledRule, port: Port, destination: Peer): boolean {
  return rule.ports.length === 0 || rule.ports.some((candidate) => isPort(candidate, port, destination));
}

const answers = { inside: 'yes', excepted: 'excepted', outside: 'no' } as const;

function meetsBlock(peer: BlockPeer, other: Peer): PeerMatch {
  // The API leaves open whether a block means pods too, and network plugins differ. If the address is known we say yes:
  // a proof that nobody connects must not rest on the stricter plugin.
  if (other.ip === undefined) return 'unknown';
  return answers[peer.place(other.ip)];
}

function isPort({ protocol = 'TCP', port: from, endPort: to }: PolicyPort, port: Port, destination: Peer): boolean {
  if (protocol !== port.protocol) return false;
  if (from === undefined) return true;
  if (typeof from === 'number') return from <= port.port && port.port <= (to ?? from);
  return (
    destination.kind === 'pod' &&
    (destination.ports ?? []).some(
      (named) => named.name === from && named.port === port.port && (named.protocol ?? 'TCP') === protocol,
    )
  );
}

/**
 * Rules of `policy` that admit nothing but come close: one part of the rule holds for `other`, another does not. A
 * person who expected the connection should look at these lines.
 */
export function nearMisses(
  policy: CompiledNetworkPolicy,
  rules: readonly CompiledRule[],
  other: Peer,
  destination: Peer,
  port: Port,
): Reason[] {
  return rules.flatMap((rule) => {
    const met = rule.peers.filter((peer) => meets(policy, peer, other) === 'yes');
    if (!opens(rule, port, destination)) {
      return rule.peers.length === 0 || met.length > 0
        ? [miss('network/near-miss-port', policy, [...rule.path, 'ports'], other, port)]
        : [];
    }
    return rule.peers.flatMap((peer) => {
      const code = partThatFails(policy, peer, other);
      return code ? [miss(code, policy, peer.path, other, port)] : [];
    });
  });
}

function partThatFails(policy: CompiledNetworkPolicy, peer: CompiledPeer, other: Peer): string | undefined {
  if (peer.kind === 'block') return meets(policy, peer, other) === 'excepted' ? 'network/near-miss-except' : undefined;
  if (other.kind === 'external') return undefined;
  if (meansNamespaceOf(policy, peer, other)) return 'network/near-miss-pod-labels';
  // A selector for all pods holds for everybody, so nobody came close by it.
  return !selectsAll(peer.podSelector) && selects(peer.podSelector, other.labels)
    ? 'network/near-miss-namespace'
    : undefined;
}

function miss(
  code: string,
  policy: CompiledNetworkPolicy,
  path: CompiledRule['path'],
  other: Peer,
  port: Port,
): Reason {
  return {
    code,
    basis: 'nothing-grants',
    args: {
      policy: `${policy.namespace}/${policy.name}`,
      peer: peerText(other),
      port: `${port.port}/${port.protocol}`,
    },
    at: policy.at(path),
  };
}
