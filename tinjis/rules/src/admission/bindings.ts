import type { CelInput, CelMap, CelResult } from '@bufbuild/cel';
import type { Resource } from '../objects/located.ts';
import type { CelProgram } from './cel.ts';
import { labelsOf, type AdmissionRequest, type Subject } from './request.ts';
import { memoized } from '../memo.ts';
import celLibrary from './cel-library.cjs';

export type Bindings = Readonly<Record<string, CelInput>>;

/**
 * The names that expressions may use for a request: `object`, `oldObject`, `request` and `namespaceObject`. Empty
 * fields of the request are absent, as `omitempty` leaves them (`cel.CreateAdmissionRequest`).
 */
export function bindingsOf(request: AdmissionRequest, subject: Subject): Bindings {
  return {
    object: toCelInput(subject.object ?? null),
    oldObject: toCelInput(subject.oldObject ?? null),
    request: toCelInput(describe(request, subject)),
    namespaceObject: namespaceOf(subject),
  };
}

/**
 * The same with `variables`, each evaluated at its first use.
 * @param variables in order: each may use the variables before it
 */
export function withVariables(bindings: Bindings, variables: ReadonlyMap<string, CelProgram>): Bindings {
  const all: Record<string, CelInput> = { ...bindings };
  all['variables'] = lazyMap(new Map([...variables].map(([name, program]) => [name, () => program(all)])));
  return all;
}

function describe(
  { operation, resource, user }: AdmissionRequest,
  { object, oldObject, name, namespaceName }: Subject,
): unknown {
  const { apiVersion = '', kind = '' } = object ?? oldObject ?? {};
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const kinds = { group, version, kind };
  const resources = { group: resource.group, version: resource.version, resource: resource.resource };
  return {
    kind: kinds,
    resource: resources,
    requestKind: kinds,
    requestResource: resources,
    ...(resource.subresource && { subResource: resource.subresource, requestSubResource: resource.subresource }),
    ...(name && { name }),
    ...(namespaceName && { namespace: namespaceName }),
    operation,
    userInfo: { ...(user.name && { username: user.name }), ...(user.groups.length > 0 && { groups: user.groups }) },
    dryRun: false,
  };
}

/** Null for cluster-wide objects, including Namespaces. Its metadata holds only what a manifest says. */
function namespaceOf({ isNamespace, namespaceName, namespace }: Subject): CelInput {
  return isNamespace || namespaceName === '' || !namespace ? null : namespaceInput(namespace);
}

const namespaceInput = memoized((namespace: Resource): CelInput => {
  const { name, annotations } = namespace.object.metadata;
  return toCelInput({ metadata: { name, labels: labelsOf(namespace), ...(annotations && { annotations }) } });
});

/** A value of JSON or YAML. */
type Json = unknown;

/** `value` in CEL's types: whole numbers are ints, objects maps, and null fields absent. */
export function toCelInput(value: Json): CelInput {
  if (Array.isArray(value)) return value.map(toCelInput);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value as CelInput;
  // A Map, because a field may be called `__proto__`.
  const fields = new Map<string, CelInput>();
  for (const [key, item] of Object.entries(value)) {
    if (item !== null) fields.set(key, toCelInput(item));
  }
  return fields;
}

/**
 * A map that computes each value once, when an expression asks for it. An error is a value until then, as in
 * Kubernetes: `true || variables.broken` is true.
 */
export function lazyMap(entries: ReadonlyMap<string, () => CelResult>): CelMap {
  lazy ??= lazyMapClass();
  return new lazy(entries) as unknown as CelMap;
}

let lazy: ReturnType<typeof lazyMapClass> | undefined;

function lazyMapClass() {
  class LazyMap {
    readonly #entries: ReadonlyMap<string, () => CelResult>;
    readonly #results = new Map<string, CelResult>();

    constructor(entries: ReadonlyMap<string, () => CelResult>) {
      this.#entries = entries;
    }

    get(key: string): CelResult | undefined {
      const compute = this.#entries.get(key);
      if (compute && !this.#results.has(key)) this.#results.set(key, compute());
      return this.#results.get(key);
    }

    has(key: string): boolean {
      return this.#entries.has(key);
    }
  }
  // The library knows its own maps by a mark that only it can make.
  Object.setPrototypeOf(LazyMap.prototype, celLibrary().celMap(new Map()));
  return LazyMap;
}

/** Whether an expression gave `true`, did not, or failed. */
export function outcomeOf(result: CelResult): boolean | { readonly error: string } {
  return celLibrary().isCelError(result) ? { error: result.message } : result === true;
}
