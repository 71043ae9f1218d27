import type { FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/**
 * Kinds none of whose lists that matter here has a merge key: a list in a patch replaces the one it is laid over.
 * Of every other kind (the containers of a Deployment, the ports of a Service) a list would be merged item by item.
 */
const wholeLists: ReadonlySet<string> = new Set([
  'AppProject',
  'Application',
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'Namespace',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
  'Secret',
]);

/**
 * The first field of a patch by which a strategic merge would do something else than {@link mergePatch}:
 * a list of a kind whose lists are merged by item, or a directive such as `$patch` or `$retainKeys`.
 * @param kind of the object the patch is laid over
 */
export function unfollowedField(patch: object, kind: string): FieldPath | undefined {
  return search(patch, wholeLists.has(kind), []);
}

function search(value: Value, lists: boolean, path: FieldPath): FieldPath | undefined {
  if (Array.isArray(value) && !lists) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = key.startsWith('$')
      ? [...path, key]
      : search(inner, lists, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}

/**
 * A resource with the fields of a merge patch laid over it (RFC 7386: maps merge, null removes, everything else
 * replaces). Where {@link unfollowedField} finds nothing, this is what a strategic merge does. A field that the patch
 * wrote is located in the patch.
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

function has(value: Value, path: FieldPath): boolean {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return false;
    found = (found as Record<string | number, Value>)[step];
  }
  return true;
}

/** Whether a value is a mapping, neither a list nor a scalar. */
export function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
