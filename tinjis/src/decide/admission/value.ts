import type { CelInput, CelMap, CelResult } from '@bufbuild/cel';
import celLibrary from './cel-library.cjs';

/** A value of JSON or YAML. */
type Json = unknown;

/**
 * `value` without the fields of objects that are null: the API server drops these when it decodes an object, so that
 * policies see them as absent. What has none is given back as it is, and not looked at again: it must not change.
 */
export function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null || clean.has(value)) return value;
  const changes = (item: unknown): boolean => withoutNulls(item) !== item;
  const dirty = Array.isArray(value) ? value.some(changes) : Object.values(value).some((item) => item === null || changes(item));
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

/** `value` as CEL takes it: whole numbers are ints, objects are maps, and null fields are absent (see {@link withoutNulls}). */
export function toCelInput(value: Json): CelInput {
  return convert(value, toCelInput);
}

const converted = new WeakMap<object, CelInput>();

/** {@link toCelInput} of what does not change, done once for each object in it: variants of a manifest share most of theirs. */
export function toCelInputOnce(value: Json): CelInput {
  if (typeof value !== 'object' || value === null) return convert(value, toCelInputOnce);
  let input = converted.get(value);
  if (input === undefined) converted.set(value, (input = convert(value, toCelInputOnce)));
  return input;
}

function convert(value: Json, each: (item: Json) => CelInput): CelInput {
  if (Array.isArray(value)) return value.map(each);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value as CelInput;
  // A Map, for a field may be called `__proto__`.
  const fields = new Map<string, CelInput>();
  for (const [key, item] of Object.entries(value)) {
    if (item !== null) fields.set(key, each(item));
  }
  return fields;
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
