import type { KubernetesObject, Resource, At } from './located.ts';

/** API group of an object; empty for the core group. */
export function groupOf({ apiVersion }: KubernetesObject): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `namespace/name`, or only the name if the object has no namespace. */
export function namespacedName({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

/**
 * A set of objects by kind, namespace and name. Every look-up is a map look-up, so a question about one namespace costs
 * the same among two as among two hundred.
 */
export class Objects {
  readonly all: readonly Resource[];
  readonly #kinds = new Map<string, Resource[]>();
  readonly #namespaces = new Map<string, Resource[]>();
  readonly #names = new Map<string, Resource>();

  constructor(all: readonly Resource[]) {
    this.all = all;
    for (const resource of all) {
      const { object } = resource;
      const kind = `${groupOf(object)}/${object.kind}`;
      add(this.#kinds, kind, resource);
      add(this.#namespaces, `${kind}/${object.metadata.namespace ?? ''}`, resource);
      this.#names.set(`${kind}/${namespacedName(object)}`, resource);
    }
  }

  /** Every object of a kind, such as `apps/Deployment` or `/Secret`, in reading order. */
  kind<T extends KubernetesObject>(kind: string): readonly Resource<T>[] {
    return (this.#kinds.get(kind) ?? []) as unknown as readonly Resource<T>[];
  }

  inNamespace<T extends KubernetesObject>(kind: string, namespace: string): readonly Resource<T>[] {
    return (this.#namespaces.get(`${kind}/${namespace}`) ?? []) as unknown as readonly Resource<T>[];
  }

  /** The object of that kind and `namespace/name` (or name), if it exists. */
  get<T extends KubernetesObject>(kind: string, name: string): Resource<T> | undefined {
    return this.#names.get(`${kind}/${name}`) as unknown as Resource<T> | undefined;
  }
}

function add(map: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = map.get(key);
  if (list) list.push(resource);
  else map.set(key, [resource]);
}

/** An object that stands in no file: somebody could write it. Every reason about it points to `at`. */
export function imagined(object: KubernetesObject, at: At): Resource {
  return { object, at: () => at };
}
