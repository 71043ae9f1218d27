import { selects, selectsAll } from '../label-selector.ts';
import type { CompiledPeer, CompiledNetworkPolicy, CompiledRule, HostPeer, PodsPeer } from './compile.ts';
import { namespaceLabelsOf, type Peer, type PodPeer, type Port, peerText, type Side } from './peer.ts';
import type { PolicyPort } from './policy.ts';
import type { FieldPath } from '../objects/located.ts';
import type { Reason } from '../ruling.ts';

/** `excepted`: no, because of an exception. `unknown`: it depends on an address that is not known. */
export type PeerMatch = 'yes' | 'no' | 'excepted' | 'unknown';

/** Whether `policy`, which is in the namespace of `pod`, governs it. */
export function governs(policy: CompiledNetworkPolicy, pod: PodPeer): boolean {
  return selects(policy.podSelector, pod.labels);
}

const answers = { inside: 'yes', excepted: 'excepted', outside: 'no' } as const;

/** Whether `peer`, a peer in a rule of a policy, means `other`. */
export function meets(peer: CompiledPeer, other: Peer): PeerMatch {
  if (peer.kind === 'pods') {
    if (other.kind !== 'pod' || !isMeant(peer, other)) return 'no';
    // Plugins differ: most see only the address of the node.
    return other.hostNetwork ? 'unknown' : 'yes';
  }
  if (peer.kind === 'host') return hasName(peer, other);
  // A pod on the pod network never has the address of a node.
  if (peer.kind !== 'block')
    return peer.kind === 'nodes' && other.kind === 'pod' && !other.hostNetwork ? 'no' : 'unknown';
  // The API leaves open whether a block means pods too, and network plugins differ. If the address is known we say yes:
  // a proof that nobody connects must not rest on the stricter plugin.
  return other.ip === undefined ? 'unknown' : answers[peer.place(other.ip)];
}

/**
 * Whether a name means `other`. Cilium gives the addresses of pods to no name, whatever DNS answers; an address of a
 * node it does.
 */
function hasName({ host }: HostPeer, other: Peer): PeerMatch {
  if (other.kind === 'pod') return other.hostNetwork ? 'unknown' : 'no';
  if (other.hosts === undefined) return 'unknown';
  return other.hosts.includes(host) ? 'yes' : 'no';
}

/** Whether `pods` are meant that `pod` is one of. */
export function isMeant(pods: PodsPeer, pod: PodPeer): boolean {
  return meansNamespaceOf(pods, pod) && selects(pods.podSelector, pod.labels);
}

/** Whether the namespace half of `peer` holds for `pod`. */
export function meansNamespaceOf({ namespaces }: PodsPeer, pod: PodPeer): boolean {
  return typeof namespaces === 'string' ? namespaces === pod.namespace : selects(namespaces, namespaceLabelsOf(pod));
}

/**
 * Whether the ports of `rule` hold for a connection to `port` of `destination`. A named port means any number to which
 * a container of the destination gives that name, for the rule's protocol.
 */
export function opens(rule: CompiledRule, port: Port, destination: Peer): boolean {
  return rule.ports.length === 0 || rule.ports.some((candidate) => isPort(candidate, port, destination));
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

/** How far rules hold for a connection, and the part of a policy that holds best. */
export interface RuleMatch {
  readonly match: PeerMatch;
  readonly path: FieldPath;
  /** The host name in that part. */
  readonly host?: string;
}

/** The best match that any of `rules` has, or `undefined` if there is none. */
export function bestMatch(side: Side, rules: readonly CompiledRule[]): RuleMatch | undefined {
  let best: RuleMatch | undefined;
  for (const rule of rules) {
    if (!opens(rule, side.port, side.destination)) continue;
    if (rule.peers.length === 0) return { match: 'yes', path: rule.path };
    for (const peer of rule.peers) {
      const match = meets(peer, side.other);
      if (match === 'yes') return { match, path: peer.path };
      if (match === 'unknown') best = { match, path: peer.path, ...(peer.kind === 'host' && { host: peer.host }) };
    }
  }
  return best;
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
    const met = rule.peers.filter((peer) => meets(peer, other) === 'yes');
    if (!opens(rule, port, destination)) {
      return rule.peers.length === 0 || met.length > 0
        ? [miss('network/near-miss-port', policy, [...rule.path, 'ports'], other, port)]
        : [];
    }
    return rule.peers.flatMap((peer) => {
      const code = partThatFails(peer, other);
      return code ? [miss(code, policy, peer.path, other, port, peer)] : [];
    });
  });
}

function partThatFails(peer: CompiledPeer, other: Peer): string | undefined {
  if (peer.kind === 'host') return other.kind === 'external' ? 'network/near-miss-host' : undefined;
  if (peer.kind !== 'pods') return meets(peer, other) === 'excepted' ? 'network/near-miss-except' : undefined;
  if (other.kind === 'external') return undefined;
  if (meansNamespaceOf(peer, other)) return 'network/near-miss-pod-labels';
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
  part?: CompiledPeer,
): Reason {
  return {
    code,
    basis: 'nothing-grants',
    args: {
      policy: `${policy.namespace}/${policy.name}`,
      peer: peerText(other),
      port: `${port.port}/${port.protocol}`,
      ...(part?.kind === 'host' && { host: part.host }),
    },
    at: policy.at(path),
  };
}
