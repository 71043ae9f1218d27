import type { FieldPath } from '@tinjis/rules/objects/located';

/** A YAML value as far as Kubernetes knows it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The value at a path; undefined where there is none. */
export function get(value: Json | undefined, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>((found, step) => {
    if (Array.isArray(found)) return (found as readonly Json[])[Number(step)];
    return isMap(found) ? found[step] : undefined;
  }, value);
}

/** The items at a path; none where there is no list. */
export function items(value: Json | undefined, path: FieldPath = []): readonly Json[] {
  const found = get(value, path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

/** The fields at a path; none where there is no map. */
export function fields(value: Json | undefined, path: FieldPath = []): readonly (readonly [string, Json])[] {
  const found = get(value, path);
  return isMap(found) ? Object.entries(found) : [];
}

/** The text at a path; empty where there is none. */
export function text(value: Json | undefined, path: FieldPath = []): string {
  const found = get(value, path);
  return typeof found === 'string' ? found : '';
}

/** A value with one field set, or removed where `put` is undefined. Maps on the way that are missing are made. */
export function assign(value: Json | undefined, [step, ...rest]: FieldPath, put: Json | undefined): Json | undefined {
  if (step === undefined) return put;
  if (Array.isArray(value)) {
    const list = [...(value as readonly Json[])];
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
  value: Json | undefined,
  wanted: (value: Json, path: FieldPath) => boolean,
  path: FieldPath = [],
): Generator<FieldPath> {
  if (value === undefined) return;
  if (wanted(value, path)) yield path;
  for (const [key, child] of Array.isArray(value) ? (value as readonly Json[]).entries() : fields(value)) {
    yield* paths(child, wanted, [...path, key]);
  }
}

export function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
