import type { Resource } from '../objects/located.ts';
import type { Namespace, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { bindingDefect, type Defect } from './schema.ts';

type Binding = Resource<ValidatingAdmissionPolicyBinding>;

export interface BindingIndex {
  /** The bindings that an API server would store, by the policy they put in force. */
  readonly byPolicy: ReadonlyMap<string, readonly Binding[]>;
  readonly defective: readonly { readonly binding: Binding; readonly defect: Defect }[];
}

const bindingIndexes = new WeakMap<readonly Binding[], BindingIndex>();
const namespaceIndexes = new WeakMap<readonly Resource<Namespace>[], ReadonlyMap<string, Resource<Namespace>>>();

/** The bindings by their policy; made once for each array. */
export function indexBindings(bindings: readonly Binding[]): BindingIndex {
  return once(bindingIndexes, bindings, () => {
    const checked = bindings.map((binding) => ({ binding, defect: bindingDefect(binding.object) }));
    return {
      byPolicy: Map.groupBy(
        checked.filter(({ defect }) => !defect).map(({ binding }) => binding),
        ({ object }) => object.spec.policyName,
      ),
      defective: checked.flatMap(({ binding, defect }) => (defect ? [{ binding, defect }] : [])),
    };
  });
}

/** The namespaces by name; made once for each array. */
export function indexNamespaces(namespaces: readonly Resource<Namespace>[]): ReadonlyMap<string, Resource<Namespace>> {
  return once(
    namespaceIndexes,
    namespaces,
    () => new Map(namespaces.map((namespace) => [namespace.object.metadata.name, namespace])),
  );
}

function once<K extends object, V>(made: WeakMap<K, V>, key: K, make: () => V): V {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
