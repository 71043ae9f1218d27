import type { Resource } from '../objects/located.ts';
import type { Namespace, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { memoized } from '../memo.ts';
import { bindingDefect, type Defect } from './schema.ts';

type Binding = Resource<ValidatingAdmissionPolicyBinding>;

export interface BindingIndex {
  /** The bindings that an API server would store, by the policy they put in force. */
  readonly byPolicy: ReadonlyMap<string, readonly Binding[]>;
  readonly defective: readonly { readonly binding: Binding; readonly defect: Defect }[];
}

/** The bindings by their policy. */
export const indexBindings = memoized((bindings: readonly Binding[]): BindingIndex => {
  const checked = bindings.map((binding) => ({ binding, defect: bindingDefect(binding.object) }));
  return {
    byPolicy: Map.groupBy(
      checked.filter(({ defect }) => !defect).map(({ binding }) => binding),
      ({ object }) => object.spec.policyName,
    ),
    defective: checked.flatMap(({ binding, defect }) => (defect ? [{ binding, defect }] : [])),
  };
});

/** The namespaces by name. */
export const indexNamespaces = memoized(
  (namespaces: readonly Resource<Namespace>[]): ReadonlyMap<string, Resource<Namespace>> =>
    new Map(namespaces.map((namespace) => [namespace.object.metadata.name, namespace])),
);
