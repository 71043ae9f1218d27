import type { FieldPath } from '@tinjis/rules/objects/located';

/** A YAML value, limited to what Kubernetes knows. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The value at a path; undefined if there is none. */
export function get(value: JsonValue | undefined, path: FieldPath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((found, step) => {
    if (Array.isArray(found)) return (found as readonly JsonValue[])[Number(step)];
    return isMap(found) ? found[step] : undefined;
  }, value);
}

/** The items at a path; none if there is no list. */
export function items(value: JsonValue | undefined, path: FieldPath = []): readonly JsonValue[] {
  const found = get(value, path);
  return Array.isArray(found) ? (found as readonly JsonValue[]) : [];
}

/** The fields at a path; none if there is no map. */
export function fields(value: JsonValue | undefined, path: FieldPath = []): readonly (readonly [string, JsonValue])[] {
  const found = get(value, path);
  return isMap(found) ? Object.entries(found) : [];
}

/** The text at a path; empty if there is none. */
export function text(value: JsonValue | undefined, path: FieldPath = []): string {
  const found = get(value, path);
  return typeof found === 'string' ? found : '';
}

/** A value with one field set, or removed if `put` is undefined. Missing maps on the way are made. */
export function assign(
  value: JsonValue | undefined,
  [step, ...rest]: FieldPath,
  put: JsonValue | undefined,
): JsonValue | undefined {
  if (step === undefined) return put;
  if (Array.isArray(value)) {
    const list = [...(value as readonly JsonValue[])];
    const next = assign(list[Number(step)], rest, put);
    list.splice(Number(step), 1, ...(next === undefined ? [] : [next]));
    return list;
  }
  const map = new Map(isMap(value) ? Object.entries(value) : []);
  const next = assign(map.get(String(step)), rest, put);
  if (next === undefined) map.delete(String(step));
  else map.set(String(step), next);
  return Object.fromEntries(map);
}

/** Every path at which a value satisfies a condition, outermost first. */
export function* paths(
  value: JsonValue | undefined,
  wanted: (value: JsonValue, path: FieldPath) => boolean,
  path: FieldPath = [],
): Generator<FieldPath> {
  if (value === undefined) return;
  if (wanted(value, path)) yield path;
  for (const [key, child] of Array.isArray(value) ? (value as readonly JsonValue[]).entries() : fields(value)) {
    yield* paths(child, wanted, [...path, key]);
  }
}

export function isMap(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
