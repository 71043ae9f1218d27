import {
  namespaceNameLabel,
  requirementsOf,
  type LabelSelector,
  type Labels,
  labelClasses,
} from '../label-selector.ts';
import { memoized } from '../memo.ts';
import type { PodsPeer, PolicyIndex } from './compile.ts';
import type { PodPeer } from './peer.ts';

/** A namespace with the labels from its manifest. */
export interface NamespaceLabels {
  readonly name: string;
  readonly labels: Labels;
}

/** The only namespaces that the peers mean; undefined if a peer picks namespaces by another label than their name. */
export function namesLetIn(peers: readonly PodsPeer[]): ReadonlySet<string> | undefined {
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
export function someOf(namespaces: readonly NamespaceLabels[], names: ReadonlySet<string>): readonly NamespaceLabels[] {
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
export function undeclared(
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
