import { requirementsOf, selects, type LabelSelector, type Labels } from '../label-selector.ts';

/**
 * Labels that stand for all labels there can be: whatever a pod (or namespace) carries, one of these is selected by
 * exactly the same ones of `selectors`. This is what turns "nobody" from a sample into a proof.
 *
 * Selectors see a key as absent, as one of the values they name, or as some other value; so these are the choices for
 * each key. Classes that no selector tells apart are merged after every key, which keeps their number near that of the
 * selectors instead of the product of all values.
 */
export function labelClasses(selectors: readonly LabelSelector[]): readonly Labels[] {
  const values = new Map<string, Set<string>>();
  for (const requirement of selectors.flatMap(requirementsOf)) {
    const seen = values.get(requirement.key) ?? new Set<string>();
    values.set(requirement.key, seen);
    requirement.values.forEach((value) => seen.add(value));
  }

  let classes = new Map<string, Class>([['', { labels: {}, alive: selectors.map(() => true) }]]);
  for (const [key, named] of values) {
    const parts = selectors.map((selector) => aboutKey(selector, key));
    const choices: readonly Labels[] = [{}, ...[...named, otherThan(named)].map((value) => ({ [key]: value }))];
    const outcomes = choices.map((choice) => ({ choice, holds: parts.map((part) => selects(part, choice)) }));
    const next = new Map<string, Class>();
    for (const { labels, alive } of classes.values()) {
      for (const { choice, holds } of outcomes) {
        const still = alive.map((was, i) => was && holds[i] === true);
        const identity = still.map(Number).join('');
        if (!next.has(identity)) next.set(identity, { labels: { ...labels, ...choice }, alive: still });
      }
    }
    classes = next;
  }
  return [...classes.values()].map(({ labels }) => labels);
}

interface Class {
  readonly labels: Labels;
  /** For each selector, whether its requirements on the keys so far hold. */
  readonly alive: readonly boolean[];
}

function aboutKey({ matchLabels = {}, matchExpressions = [] }: LabelSelector, key: string): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([name]) => name === key)),
    matchExpressions: matchExpressions.filter((requirement) => requirement.key === key),
  };
}

function otherThan(values: ReadonlySet<string>): string {
  let number = 1;
  while (values.has(`other-${number}`)) number += 1;
  return `other-${number}`;
}
