import type { At, FieldPath, KubernetesObject, Resource } from '../../model/located.ts';

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/** One operation of a JSON patch (RFC 6902), as far as kustomizations use them. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * A resource with the fields of a merge patch laid over it (RFC 7386: maps merge, null removes, everything else replaces).
 * For the kinds read here (see `mergedKinds`) this is what a strategic merge does, since none of their lists has a merge key.
 * A field that the patch wrote is located in the patch.
 */
export function mergePatch(base: Resource, patch: Resource): Resource {
  return {
    object: merge(base.object, patch.object) as KubernetesObject,
    at: (path = []) => (path.length > 0 && has(patch.object, path) ? patch.at(path) : base.at(path)),
  };
}

function merge(base: Value, patch: Value): Value {
  if (!isFields(patch)) return patch;
  const merged = new Map(Object.entries(isFields(base) ? base : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** A resource after JSON patch operations. A field under an operation's path is located at that operation. */
export function jsonPatch(base: Resource, operations: readonly Operation[], located: (index: number) => At): Resource {
  const object = operations.reduce<Value>((patched, operation) => apply(patched, pointer(operation.path), operation), base.object);
  return {
    object: object as KubernetesObject,
    at: (path = []) => {
      const last = operations.findLastIndex((operation) => isUnder(path, pointer(operation.path)));
      return last < 0 ? base.at(path) : located(last);
    },
  };
}

function apply(value: Value, [step, ...rest]: readonly string[], operation: Operation): Value {
  if (step === undefined) return operation.value;
  if (Array.isArray(value)) {
    const index = step === '-' ? value.length : Number(step);
    const before = value.slice(0, index);
    if (rest.length > 0) return [...before, apply(value[index], rest, operation), ...value.slice(index + 1)];
    if (operation.op === 'remove') return [...before, ...value.slice(index + 1)];
    return [...before, operation.value, ...value.slice(operation.op === 'add' ? index : index + 1)];
  }
  const fields = new Map(Object.entries(isFields(value) ? value : {}));
  if (rest.length === 0 && operation.op === 'remove') fields.delete(step);
  else fields.set(step, apply(fields.get(step), rest, operation));
  return Object.fromEntries(fields);
}

function pointer(path: string): string[] {
  return path.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isUnder(path: FieldPath, prefix: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === String(path[index]));
}

function has(value: Value, path: FieldPath): boolean {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return false;
    found = (found as Record<string | number, Value>)[step];
  }
  return true;
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
