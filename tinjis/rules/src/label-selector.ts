/** An object's labels. */
export type Labels = Readonly<Record<string, string>>;

/** The label that the API server writes on every namespace. It overwrites a forged value. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** `metav1.LabelSelector`. An empty selector selects everything; each field says what an absent selector means. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/**
 * Whether `selector` selects an object with `labels`, as apimachinery's `metav1.LabelSelectorAsSelector` does: all
 * requirements must hold, and NotIn holds if the key is absent.
 */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => valueOf(labels, key) === value) &&
    (selector.matchExpressions ?? []).every((requirement) => holds(requirement, valueOf(labels, requirement.key)))
  );
}

/** Whether `selector` has no requirement, and so selects everything. */
export function selectsAll(selector: LabelSelector): boolean {
  return requirementsOf(selector).length === 0;
}

/** The keys that `selector` looks at, each with the values it compares them to. */
export function requirementsOf(
  selector: LabelSelector,
): readonly { readonly key: string; readonly values: readonly string[] }[] {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, values: [value] })),
    ...(selector.matchExpressions ?? []).map(({ key, values = [] }) => ({ key, values })),
  ];
}

function holds({ operator, values = [] }: LabelSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

// A label may be called `constructor`, which every object has by inheritance.
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/**
 * Labels that stand for all possible labels. For any pod (or namespace), exactly the same `selectors` that select it
 * also select one of these label sets. This turns "nobody" from a sample into a proof.
 *
 * Selectors see a key as absent, as one of the values they name, or as some other value; so these are the choices for
 * each key. After every key, classes that no selector tells apart are merged. This keeps their number near that of the
 * selectors, instead of the product of all values.
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
