/** Labels as an object carries them. */
export type Labels = Readonly<Record<string, string>>;

/** The label that the API server writes on every namespace, and overwrites when somebody forges it. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** `metav1.LabelSelector`. Empty selects everything; what an absent one means is for its field to say. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** JSON Schema of {@link LabelSelector}, which the evaluators' own schemas refer to by its `$id`. */
export const labelSelectorSchema = {
  $id: 'label-selector',
  type: 'object',
  properties: {
    matchLabels: { type: 'object', additionalProperties: { type: 'string' } },
    matchExpressions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'operator'],
        properties: {
          key: { type: 'string' },
          operator: { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] },
          values: { type: 'array', items: { type: 'string' } },
        },
        // apimachinery's `labels.NewRequirement`: a set to compare with is required by the one pair and refused by the
        // other.
        if: { properties: { operator: { enum: ['In', 'NotIn'] } } },
        then: { required: ['values'], properties: { values: { minItems: 1 } } },
        else: { properties: { values: { maxItems: 0 } } },
      },
    },
  },
} as const;

/**
 * Whether `selector` selects an object with `labels`, as apimachinery's `metav1.LabelSelectorAsSelector` does:
 * all requirements must hold, and NotIn holds where the key is absent.
 */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => valueOf(labels, key) === value) &&
    (selector.matchExpressions ?? []).every((requirement) => holds(requirement, valueOf(labels, requirement.key)))
  );
}

/** Whether `selector` has no requirement, so that it selects everything. */
export function selectsAll(selector: LabelSelector): boolean {
  return requirementsOf(selector).length === 0;
}

/** The keys `selector` looks at, each with the values it compares them to. */
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
