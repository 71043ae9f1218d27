import { selects } from '../label-selector.ts';
import type { BlockPeer, CompiledPeer, CompiledPolicy, CompiledRule, PodsPeer } from './compile.ts';
import { namespaceLabelsOf, type Peer, type PodPeer, type Port } from './peer.ts';
import type { PolicyPort } from './policy.ts';

/** `excepted`: no, because of an exception. `unknown`: the rule is about addresses, and the pod's is not known. */
export type Match = 'yes' | 'no' | 'excepted' | 'unknown';

/** Whether `policy`, which is of the namespace of `pod`, governs it. */
export function governs(policy: CompiledPolicy, pod: PodPeer): boolean {
  return selects(policy.podSelector, pod.labels);
}

/** Whether `peer`, a peer in a rule of `policy`, means `other`. */
export function meets(policy: CompiledPolicy, peer: CompiledPeer, other: Peer): Match {
  if (peer.kind === 'block') return meetsBlock(peer, other);
  return other.kind === 'pod' && inNamespace(policy, peer, other) && selects(peer.podSelector, other.labels)
    ? 'yes'
    : 'no';
}

/** Whether the namespace half of `peer` holds for `pod`. */
export function inNamespace(policy: CompiledPolicy, peer: PodsPeer, pod: PodPeer): boolean {
  return peer.namespaceSelector
    ? selects(peer.namespaceSelector, namespaceLabelsOf(pod))
    : policy.namespace === pod.namespace;
}

/**
 * Whether the ports of `rule` hold for a connection to `port` of `destination`.
 * A named port means whatever number a container of the destination gives that name, for the rule's protocol.
 */
export function opens(rule: CompiledRule, port: Port, destination: Peer): boolean {
  return rule.ports.length === 0 || rule.ports.some((candidate) => isPort(candidate, port, destination));
}

const answers = { inside: 'yes', excepted: 'excepted', outside: 'no' } as const;

function meetsBlock(peer: BlockPeer, other: Peer): Match {
  // The API leaves open whether a block means pods too, and network plugins differ. Where the address is known we say
  // yes: a proof that nobody connects must not rest on the stricter plugin.
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
