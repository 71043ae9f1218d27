import type { CelInput, CelMap, CelResult } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';

/** A value of JSON or YAML. */
type Json = unknown;

/**
 * `value` without the fields of objects that are null: the API server drops these when it decodes an object, so that
 * policies see them as absent.
 */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls<unknown>(item)])) as T;
}

/** `value` as CEL takes it: whole numbers are ints, objects are maps, and null fields are absent (see {@link withoutNulls}). */
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

const converted = new WeakMap<object, CelInput>();

/** {@link toCelInput} of an object that does not change, done once. */
export function toCelInputOnce(value: object | undefined): CelInput {
  if (!value) return null;
  let input = converted.get(value);
  if (input === undefined) {
    input = toCelInput(value);
    converted.set(value, input);
  }
  return input;
}

/**
 * A map whose values are computed when an expression asks for them, once each. An error is a value until then, as in
 * Kubernetes: `true || variables.broken` is true.
 */
export function lazyMap(entries: ReadonlyMap<string, () => CelResult>): CelMap {
  const results = new Map<string, CelResult>();
  const get = (key: string): CelResult | undefined => {
    const compute = entries.get(key);
    if (compute && !results.has(key)) results.set(key, compute());
    return results.get(key);
  };
  return Object.assign(Object.create(celLibrary().celMap(new Map())) as CelMap, { get, has: (key: string) => entries.has(key) });
}

/** Whether an expression gave `true`, did not, or failed. */
export function outcomeOf(result: CelResult): boolean | { readonly error: string } {
  return celLibrary().isCelError(result) ? { error: result.message } : result === true;
}
