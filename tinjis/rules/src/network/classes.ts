import type { Resource } from '../objects/located.ts';
import {
  namespaceNameLabel,
  requirementsOf,
  type LabelSelector,
  type Labels,
  labelClasses,
} from '../label-selector.ts';
import {
  type CompiledNetworkPolicy,
  type CompiledRule,
  type PodsPeer,
  indexByNamespace,
  type PolicyIndex,
} from './compile.ts';
import { sizeOf, toAddress, toRange, type Family, type AddressRange } from './ip-address.ts';
import { governs, meansNamespaceOf } from './match.ts';
import type { ExternalPeer, PodPeer } from './peer.ts';
import type { NetworkPolicy } from './policy.ts';
import { memoized } from '../memo.ts';

/** A namespace with the labels from its manifest. */
export interface NamespaceLabels {
  readonly name: string;
  readonly labels: Labels;
}

interface Net {
  readonly policies: readonly Resource<NetworkPolicy>[];
}

/**
 * Pods that stand for every pod that could ever call `to`: in a declared namespace or an unknown namespace, with any
 * labels. For every such pod, `connects` gives at least one pod of the answer the same verdict, on every port. So
 * questions about these pods prove a promise about all pods. They carry no address, since a pod may get any: see
 * `podAddresses`.
 *
 * Namespaces whose pods the ingress of `to` refuses in any case share a representative: the effort grows with the
 * callers of a service, not with the organisation.
 *
 * @param namespaces the declared namespaces of the cluster; their labels count as fixed, since only the platform writes
 * them. Keep the list: it is indexed once
 */
export function callerClasses(net: Net, to: PodPeer, namespaces: readonly NamespaceLabels[]): readonly PodPeer[] {
  const index = indexByNamespace(net.policies);
  const admissions = admissionsOf(index, to);
  const peers = admissions.flatMap(({ policy, rule }) =>
    rule.peers.flatMap((peer) => (peer.kind === 'pods' ? [{ policy, peer }] : [])),
  );
  const open = admissions.some(
    ({ rule }) => rule.peers.length === 0 || rule.peers.some(({ kind }) => kind === 'block'),
  );
  const isolated = isIsolated(index, to);
  const others = undeclared(
    index,
    to,
    namespaces,
    peers.map(({ peer }) => peer),
  );
  // If only named namespaces can be let in, just one other namespace is tried, which stands for all refused namespaces.
  const named = isolated && !open ? namesLetIn(peers) : undefined;

  const classes: PodPeer[] = [];
  let refused = false;
  for (const { name, labels } of [...(named ? someOf(namespaces, named) : namespaces), ...others]) {
    const anyPod: PodPeer = { kind: 'pod', namespace: name, namespaceLabels: labels, labels: {} };
    const relevant = peers
      .filter(({ policy, peer }) => meansNamespaceOf(policy, peer, anyPod))
      .map(({ peer }) => peer.podSelector);
    if (isolated && !open && relevant.length === 0) {
      if (!refused) classes.push(anyPod);
      refused = true;
      continue;
    }
    const leaving = (index.get(name) ?? []).map(({ podSelector }) => podSelector);
    classes.push(...labelClasses([...relevant, ...leaving]).map((podLabels) => ({ ...anyPod, labels: podLabels })));
  }
  return classes;
}

/**
 * Addresses outside the pod network that stand for all of them, in both families, as far as the ingress of `to` tells
 * them apart: an address from each stretch between two borders of its blocks.
 */
export function externalClasses(net: Net, to: PodPeer): readonly ExternalPeer[] {
  const ranges = blocksOf(net, to);
  return ([4, 6] as Family[]).flatMap((family) =>
    firstOfStretches(ranges, { family, start: 0n, end: sizeOf[family] }).map((ip) => ({
      kind: 'external' as const,
      ip,
    })),
  );
}

/**
 * Addresses that stand for all addresses a pod may get, as far as the ingress of `to` tells them apart.
 * @param pods address range of the cluster's pods, as CIDR
 */
export function podAddresses(net: Net, to: PodPeer, pods: string): readonly string[] {
  return firstOfStretches(blocksOf(net, to), toRange(pods));
}

function blocksOf(net: Net, to: PodPeer): readonly AddressRange[] {
  return admissionsOf(indexByNamespace(net.policies), to).flatMap(({ rule }) =>
    rule.peers.flatMap((peer) =>
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

function isIsolated(index: PolicyIndex, to: PodPeer): boolean {
  return (index.get(to.namespace) ?? []).some((policy) => policy.rules.ingress && governs(policy, to));
}

function admissionsOf(
  index: PolicyIndex,
  to: PodPeer,
): { readonly policy: CompiledNetworkPolicy; readonly rule: CompiledRule }[] {
  return (index.get(to.namespace) ?? [])
    .filter((policy) => governs(policy, to))
    .flatMap((policy) => (policy.rules.ingress ?? []).map((rule) => ({ policy, rule })));
}

/**
 * The only namespaces that the rules' peers mean; undefined if a peer picks namespaces by another label than their
 * name.
 */
function namesLetIn(
  peers: readonly { readonly policy: CompiledNetworkPolicy; readonly peer: PodsPeer }[],
): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const { policy, peer } of peers) {
    const names = peer.namespaceSelector ? namesOf(peer.namespaceSelector) : [policy.namespace];
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
  to: PodPeer,
  declared: readonly NamespaceLabels[],
  peers: readonly PodsPeer[],
): NamespaceLabels[] {
  const selectors = peers.flatMap(({ namespaceSelector }) => (namespaceSelector ? [namespaceSelector] : []));
  const named = selectors
    .flatMap(requirementsOf)
    .filter(({ key }) => key === namespaceNameLabel)
    .flatMap(({ values }) => values);
  const known = placesOf(declared);
  const possible = new Set([...index.keys(), to.namespace, ...named].filter((name) => !known.has(name)));
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
