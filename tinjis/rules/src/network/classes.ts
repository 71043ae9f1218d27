import {
  namespaceNameLabel,
  requirementsOf,
  type LabelSelector,
  type Labels,
  labelClasses,
} from '../label-selector.ts';
import { type CompiledRule, type PodsPeer, indexByNamespace, policiesIn, type PolicyIndex } from './compile.ts';
import type { NetworkRules } from './connect.ts';
import { sizeOf, toAddress, toRange, type Family, type AddressRange } from './ip-address.ts';
import { governs, isMeant, meansNamespaceOf } from './match.ts';
import { tiersOf, type TierPolicy } from './tiers.ts';
import type { AddressPeer, PodPeer } from './peer.ts';
import type { Direction } from './policy.ts';
import { memoized } from '../memo.ts';

/** A namespace with the labels from its manifest. */
export interface NamespaceLabels {
  readonly name: string;
  readonly labels: Labels;
}

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
  const index = indexByNamespace(net.policies);
  const rules = rulesFor(net, pod);
  const peers = rules.flatMap((rule) => rule.peers.flatMap((peer) => (peer.kind === 'pods' ? [peer] : [])));
  const open = rules.some(
    (rule) => rule.peers.length === 0 || rule.peers.some(({ kind }) => kind !== 'pods' && kind !== 'host'),
  );
  const isolated = isIsolated(net, pod);
  // If the other side is asked too, its pods differ by the policies about them.
  const subjects = net.only ? [] : tierPolicies(net).map(({ subject }) => subject);
  const others = undeclared(net.only ? new Map() : index, pod, namespaces, [...peers, ...subjects]);
  // If only named namespaces can be let in, just one other namespace is tried, which stands for all refused namespaces.
  const named = isolated && !open ? namesLetIn(peers) : undefined;

  const classes: PodPeer[] = [];
  let refused = false;
  for (const { name, labels } of [...(named ? someOf(namespaces, named) : namespaces), ...others]) {
    const anyPod: PodPeer = { kind: 'pod', namespace: name, namespaceLabels: labels, labels: {} };
    const relevant = peers.filter((peer) => meansNamespaceOf(peer, anyPod)).map(({ podSelector }) => podSelector);
    if (isolated && !open && relevant.length === 0) {
      if (!refused) classes.push(anyPod);
      refused = true;
      continue;
    }
    const leaving = net.only
      ? []
      : [...policiesIn(index, name), ...subjects.filter((subject) => meansNamespaceOf(subject, anyPod))].map(
          ({ podSelector }) => podSelector,
        );
    classes.push(...labelClasses([...relevant, ...leaving]).map((podLabels) => ({ ...anyPod, labels: podLabels })));
  }
  return classes;
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

/** The only namespaces that the peers mean; undefined if a peer picks namespaces by another label than their name. */
function namesLetIn(peers: readonly PodsPeer[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const { namespaces } of peers) {
    const names = typeof namespaces === 'string' ? [namespaces] : namesOf(namespaces);
    if (!names) return undefined;
    names.forEach((name) => all.add(name));
  }
  return all;
}

function namesOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly string[] | undefined {
  const name = matchLabels[namespaceNameLabel];
  return name === undefined
    ? matchExpressions.find(({ key, operator }) => key === namespaceNameLabel && operator === 'In')?.values
    : [name];
}

/** The namespaces with those names, and the first with another name, in their order. */
function someOf(namespaces: readonly NamespaceLabels[], names: ReadonlySet<string>): readonly NamespaceLabels[] {
  const places = placesOf(namespaces);
  const other = namespaces.findIndex(({ name }) => !names.has(name));
  const wanted = [other, ...[...names].map((name) => places.get(name) ?? -1)];
  return wanted.toSorted((left, right) => left - right).flatMap((place) => namespaces[place] ?? []);
}

/** The position of each namespace in the list. */
const placesOf = memoized(
  (namespaces: readonly NamespaceLabels[]) => new Map(namespaces.map(({ name }, place) => [name, place])),
);

/**
 * Namespaces that could exist beside the declared ones: those that rules name, those that hold policies, and a
 * namespace that nothing names.
 */
function undeclared(
  index: PolicyIndex,
  pod: PodPeer,
  declared: readonly NamespaceLabels[],
  peers: readonly PodsPeer[],
): NamespaceLabels[] {
  const selectors = peers.flatMap(({ namespaces }) => (typeof namespaces === 'string' ? [] : [namespaces]));
  const named = selectors
    .flatMap(requirementsOf)
    .filter(({ key }) => key === namespaceNameLabel)
    .flatMap(({ values }) => values);
  const known = placesOf(declared);
  const possible = new Set([...index.keys(), pod.namespace, ...named].filter((name) => !known.has(name)));
  const labels = labelClasses(selectors.map(withoutName));
  const names = [...possible, unusedName((name) => known.has(name) || possible.has(name))];
  return names.flatMap((name) => labels.map((some) => ({ name, labels: some })));
}

// The name label is no free choice: it is the name.
function withoutName({ matchLabels = {}, matchExpressions = [] }: LabelSelector): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([key]) => key !== namespaceNameLabel)),
    matchExpressions: matchExpressions.filter(({ key }) => key !== namespaceNameLabel),
  };
}

function unusedName(isUsed: (name: string) => boolean): string {
  let number = 1;
  while (isUsed(`other-namespace-${number}`)) number += 1;
  return `other-namespace-${number}`;
}
