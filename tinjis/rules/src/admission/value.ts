import type { CelInput, CelMap, CelResult } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';
import { memoized } from '../memo.ts';

/** A value of JSON or YAML. */
type Json = unknown;

/**
 * `value` without the fields of objects that are null: the API server drops these when it decodes an object, so that
 * policies see them as absent. What has none is given back as it is, and not looked at again: it must not change.
 */
export function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null || clean.has(value)) return value;
  const changes = (item: unknown): boolean => withoutNulls(item) !== item;
  const dirty = Array.isArray(value)
    ? value.some(changes)
    : Object.values(value).some((item) => item === null || changes(item));
  if (!dirty) {
    clean.add(value);
    return value;
  }
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls<unknown>(item)])) as T;
}

/** Objects without a null in them, which are most. */
const clean = new WeakSet<object>();

/**
 * `value` as CEL takes it: whole numbers are ints, objects are maps, and null fields are absent (see
 * {@link withoutNulls}).
 */
export function toCelInput(value: Json): CelInput {
  if (Array.isArray(value)) return value.map(toCelInput);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value as CelInput;
  // A Map, for a field may be called `__proto__`.
  const fields = new Map<string, CelInput>();
  for (const [key, item] of Object.entries(value)) {
    if (item !== null) fields.set(key, toCelInput(item));
  }
  return fields;
}

/** {@link toCelInput} of an object that does not change, done once; null for none. */
export function toCelInputOnce(value: object | undefined): CelInput {
  return value ? converted(value) : null;
}

const converted = memoized(toCelInput as (value: object) => CelInput);

/**
 * A map whose values are computed when an expression asks for them, once each. An error is a value until then, as in
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
