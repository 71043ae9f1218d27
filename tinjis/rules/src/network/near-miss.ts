import type { Reason } from '../ruling.ts';
import { selects, selectsAll } from '../label-selector.ts';
import type { CompiledPeer, CompiledPolicy, CompiledRule } from './compile.ts';
import { inNamespace, meets, opens } from './match.ts';
import { nameOf, type Peer, type Port } from './peer.ts';

/**
 * Rules of `policy` which admit nothing but come close: one part of the rule holds for `other`, another does not.
 * To a person who expected the connection this is the line to look at.
 */
export function nearMisses(
  policy: CompiledPolicy,
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

function partThatFails(policy: CompiledPolicy, peer: CompiledPeer, other: Peer): string | undefined {
  if (peer.kind === 'block') return meets(policy, peer, other) === 'excepted' ? 'network/near-miss-except' : undefined;
  if (other.kind === 'external') return undefined;
  if (inNamespace(policy, peer, other)) return 'network/near-miss-pod-labels';
  // A selector of all pods holds for everybody, so that nobody came close by it.
  return !selectsAll(peer.podSelector) && selects(peer.podSelector, other.labels)
    ? 'network/near-miss-namespace'
    : undefined;
}

function miss(code: string, policy: CompiledPolicy, path: CompiledRule['path'], other: Peer, port: Port): Reason {
  return {
    code,
    basis: 'nothing-grants',
    args: { policy: `${policy.namespace}/${policy.name}`, peer: nameOf(other), port: `${port.port}/${port.protocol}` },
    at: policy.at(path),
  };
}
