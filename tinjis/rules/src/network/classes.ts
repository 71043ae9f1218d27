import { labelClasses } from '../label-selector.ts';
import { type CompiledRule, type PodsPeer, indexByNamespace, policiesIn, type PolicyIndex } from './compile.ts';
import type { NetworkRules } from './connect.ts';
import { sizeOf, toAddress, toRange, type Family, type AddressRange } from './ip-address.ts';
import { governs, isMeant, meansNamespaceOf } from './match.ts';
import { tiersOf, type TierPolicy } from './tiers.ts';
import type { AddressPeer, PodPeer } from './peer.ts';
import type { Direction } from './policy.ts';
import { namesLetIn, type NamespaceLabels, someOf, undeclared } from './namespaces.ts';

/**
 * Pods that stand for every pod that could ever call `pod`: in a declared namespace or an unknown namespace, with any
 * labels. For every such pod, `connects` gives at least one pod of the answer the same verdict, on every port. So
 * questions about these pods prove a promise about all pods. They carry no address, since a pod may get any: see
 * `podAddresses`. If `net` asks only for egress, they stand for every pod that `pod` could call.
 *
 * Namespaces whose pods the rules of `pod` refuse in any case share a representative: the effort grows with the callers
 * of a service, not with the organisation.
 *
 * @param namespaces the declared namespaces of the cluster; their labels count as fixed, since only the platform writes
 * them. Keep the list: it is indexed once
 */
export function peerClasses(
  net: NetworkRules,
  pod: PodPeer,
  namespaces: readonly NamespaceLabels[],
): readonly PodPeer[] {
  const asked = askedBy(net, pod);
  const others = undeclared(net.only ? new Map() : asked.index, pod, namespaces, [...asked.peers, ...asked.subjects]);
  // If only named namespaces can be let in, just one other namespace is tried, which stands for all refused namespaces.
  const named = asked.closed ? namesLetIn(asked.peers) : undefined;

  const classes: PodPeer[] = [];
  let refused = false;
  for (const namespace of [...(named ? someOf(namespaces, named) : namespaces), ...others]) {
    const meant = peersMeaning(asked, namespace);
    if (asked.closed && meant.length === 0) {
      if (!refused) classes.push(podIn(namespace));
      refused = true;
      continue;
    }
    classes.push(...classesIn(net, asked, meant, namespace));
  }
  return classes;
}

/** The same for the pods of one namespace alone. */
export function peerClassesIn(net: NetworkRules, pod: PodPeer, namespace: NamespaceLabels): readonly PodPeer[] {
  const asked = askedBy(net, pod);
  const meant = peersMeaning(asked, namespace);
  return asked.closed && meant.length === 0 ? [podIn(namespace)] : classesIn(net, asked, meant, namespace);
}

/** What tells the callers of a pod apart. */
interface Asked {
  readonly index: PolicyIndex;
  readonly peers: readonly PodsPeer[];
  /** Whether a pod that none of the peers means is refused. */
  readonly closed: boolean;
  /** If the other side is asked too, its pods differ by the policies about them. */
  readonly subjects: readonly PodsPeer[];
}

function askedBy(net: NetworkRules, pod: PodPeer): Asked {
  const rules = rulesFor(net, pod);
  const open = rules.some(
    (rule) => rule.peers.length === 0 || rule.peers.some(({ kind }) => kind !== 'pods' && kind !== 'host'),
  );
  return {
    index: indexByNamespace(net.policies),
    peers: podsPeers(rules),
    closed: isIsolated(net, pod) && !open,
    subjects: net.only ? [] : tierPolicies(net).map(({ subject }) => subject),
  };
}

function podIn({ name, labels }: NamespaceLabels): PodPeer {
  return { kind: 'pod', namespace: name, namespaceLabels: labels, labels: {} };
}

function peersMeaning({ peers }: Asked, namespace: NamespaceLabels): readonly PodsPeer[] {
  return peers.filter((peer) => meansNamespaceOf(peer, podIn(namespace)));
}

function classesIn(
  net: NetworkRules,
  { index, subjects }: Asked,
  meant: readonly PodsPeer[],
  namespace: NamespaceLabels,
): readonly PodPeer[] {
  const anyPod = podIn(namespace);
  const leaving = net.only
    ? []
    : [...policiesIn(index, namespace.name), ...subjects.filter((subject) => meansNamespaceOf(subject, anyPod))];
  return labelClasses([...meant, ...leaving].map(({ podSelector }) => podSelector)).map((labels) => ({
    ...anyPod,
    labels,
  }));
}

/** The pods that the rules of a pod mean by their labels. The rules cannot tell any others apart but by address. */
export interface Meant {
  readonly namespaces: ReadonlySet<string>;
  means(other: PodPeer): boolean;
}

/** Which pods the rules of `pod` mean; undefined if some rule picks namespaces otherwise than by name. */
export function meantBy(net: NetworkRules, pod: PodPeer): Meant | undefined {
  const peers = podsPeers(rulesFor(net, pod));
  const namespaces = namesLetIn(peers);
  return namespaces && { namespaces, means: (other) => peers.some((peer) => isMeant(peer, other)) };
}

/**
 * Addresses outside the pod network that stand for all of them, in both families, as far as the rules of `pod` tell
 * them apart: an address from each stretch between two borders of their blocks.
 * @param meant intended ranges, as CIDRs: their borders count as well
 */
export function externalClasses(
  net: NetworkRules,
  pod: PodPeer,
  meant: readonly string[] = [],
): readonly AddressPeer[] {
  const ranges = [...blocksOf(net, pod), ...meant.map(toRange)];
  return ([4, 6] as Family[]).flatMap((family) =>
    firstOfStretches(ranges, { family, start: 0n, end: sizeOf[family] }).map((ip) => ({
      kind: 'external' as const,
      ip,
    })),
  );
}

/**
 * The same, with the host names that the rules of `pod` tell apart: each address under each name that a rule means or
 * that is intended, and under none, which stands for every other name.
 */
export function hostClasses(
  net: NetworkRules,
  pod: PodPeer,
  meant: { readonly ranges: readonly string[]; readonly hosts: readonly string[] },
): readonly AddressPeer[] {
  const named = rulesFor(net, pod).flatMap(({ peers }) =>
    peers.flatMap((peer) => (peer.kind === 'host' ? peer.host : [])),
  );
  const names = [[], ...[...new Set([...named, ...meant.hosts])].map((host) => [host])];
  return externalClasses(net, pod, meant.ranges).flatMap((peer) => names.map((each) => ({ ...peer, hosts: each })));
}

/**
 * Addresses that stand for all addresses a pod may get, as far as the rules of `pod` tell them apart.
 * @param pods address range of the cluster's pods, as CIDR
 */
export function podAddresses(net: NetworkRules, pod: PodPeer, pods: string): readonly string[] {
  return firstOfStretches(blocksOf(net, pod), toRange(pods));
}

/**
 * Ports that nobody names stay closed too. The first and the last stand for all of them, since a rule can reach them
 * only by a range.
 */
const unnamed = [1, 65_535];

/**
 * Ports that stand for all ports: each intended port, each port that a rule of `pod` names as a number or as the end of
 * a range, the port after it, and two ports that nobody names. The named ports of the pods concerned must be among the
 * intended ports.
 */
export function portClasses(net: NetworkRules, pod: PodPeer, meant: readonly number[]): readonly number[] {
  const named = rulesFor(net, pod)
    .flatMap(({ ports }) => ports.flatMap(({ port, endPort }) => [port, endPort]))
    .filter((port) => typeof port === 'number');
  return [...new Set([...meant, ...named, ...named.map((port) => port + 1), ...unnamed])].filter(
    (port) => port <= 65_535,
  );
}

function blocksOf(net: NetworkRules, pod: PodPeer): readonly AddressRange[] {
  return rulesFor(net, pod).flatMap(({ peers }) =>
    peers.flatMap((peer) =>
      peer.kind === 'block' ? [peer.block.cidr, ...(peer.block.except ?? [])].map(toRange) : [],
    ),
  );
}

/** The first address of each stretch of a range between two borders of the blocks. */
function firstOfStretches(blocks: readonly AddressRange[], { family, start, end }: AddressRange): readonly string[] {
  const borders = blocks.filter((block) => block.family === family).flatMap((block) => [block.start, block.end]);
  return [...new Set([start, ...borders.filter((border) => border > start && border < end)])].map((border) =>
    toAddress(border, family),
  );
}

function podsPeers(rules: readonly CompiledRule[]): readonly PodsPeer[] {
  return rules.flatMap((rule) => rule.peers.flatMap((peer) => (peer.kind === 'pods' ? [peer] : [])));
}

function directionOf({ only = 'ingress' }: NetworkRules): Direction {
  return only;
}

function isIsolated(net: NetworkRules, pod: PodPeer): boolean {
  return policiesIn(indexByNamespace(net.policies), pod.namespace).some(
    (policy) => policy.rules[directionOf(net)] && governs(policy, pod),
  );
}

function tierPolicies({ clusterPolicies }: NetworkRules): readonly TierPolicy[] {
  const { admin, baseline } = tiersOf(clusterPolicies);
  return [...admin, ...baseline].flat();
}

/** All rules about `pod` in the direction concerned. */
function rulesFor(net: NetworkRules, pod: PodPeer): readonly CompiledRule[] {
  const direction = directionOf(net);
  const own = policiesIn(indexByNamespace(net.policies), pod.namespace)
    .filter((policy) => governs(policy, pod))
    .flatMap((policy) => policy.rules[direction] ?? []);
  const ofCluster = tierPolicies(net)
    .filter(({ subject }) => isMeant(subject, pod))
    .flatMap(({ rules }) => rules[direction]);
  return [...own, ...ofCluster];
}
