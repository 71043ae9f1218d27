import type { PlainObject } from '@tinjis/manifests/render/rendered';

/** The change to one object. */
export interface ObjectChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** `Kind namespace/name`. */
  readonly object: string;
  /** The fields that differ; none if the whole object comes or goes. */
  readonly fields: readonly FieldChange[];
}

/**
 * The changes between two sets of objects, by kind, namespace and name. An object under a new apiVersion is the same
 * object.
 */
export function objectChanges(before: readonly PlainObject[], after: readonly PlainObject[]): readonly ObjectChange[] {
  const [old, young] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...young.keys()])].toSorted().flatMap((key): ObjectChange[] => {
    const [was, is] = [old.get(key), young.get(key)];
    const object = key.slice(key.indexOf('\0') + 1);
    if (!was) return [{ change: 'added', object, fields: [] }];
    if (!is) return [{ change: 'removed', object, fields: [] }];
    const fields = fieldChanges(was, is);
    return fields.length === 0 ? [] : [{ change: 'changed', object, fields }];
  });
}

function byName(objects: readonly PlainObject[]): ReadonlyMap<string, PlainObject> {
  return new Map(
    objects.map((object) => {
      const {
        apiVersion,
        kind,
        metadata: { namespace, name },
      } = object;
      const group = apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
      return [`${group}\0${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`, object];
    }),
  );
}

/** A field that differs. If a side is absent, the field is not there. */
export interface FieldChange {
  /** In the form people write: `spec.template.spec.containers[payment].image`. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Keys that tell the items of Kubernetes' lists apart, tried in this order. */
const identities = ['name', 'mountPath', 'containerPort', 'port', 'key', 'topologyKey'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every field in which two values differ, at the deepest place of difference. List items are matched by their
 * identifying key, so an added item does not make all others look changed.
 */
export function fieldChanges(before: unknown, after: unknown, field = ''): readonly FieldChange[] {
  if (isFields(before) && isFields(after)) {
    return union(Object.keys(before), Object.keys(after)).flatMap((key) =>
      fieldChanges(before[key], after[key], below(field, key)),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) return itemChanges(before, after, field);
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function itemChanges(before: readonly unknown[], after: readonly unknown[], field: string): readonly FieldChange[] {
  const identity = identities.find((key) => identifies(before, key) && identifies(after, key));
  if (identity !== undefined) {
    const [old, young] = [byIdentity(before, identity), byIdentity(after, identity)];
    const keys = union([...old.keys()], [...young.keys()]);
    const changes = keys.flatMap((key) => fieldChanges(old.get(key), young.get(key), `${field}[${key}]`));
    return changes.length > 0 || same([...old.keys()], [...young.keys()])
      ? changes
      : [{ field: `${field} (order)`, before: [...old.keys()], after: [...young.keys()] }];
  }
  if (before.length === after.length && [...before, ...after].every(isFields)) {
    return before.flatMap((item, index) => fieldChanges(item, after[index], `${field}[${index}]`));
  }
  return same(before, after) ? [] : [{ field, before, after }];
}

function identifies(items: readonly unknown[], key: string): boolean {
  const values = items.map((item) => (isFields(item) ? item[key] : undefined));
  return (
    values.every((value) => typeof value === 'string' || typeof value === 'number') &&
    new Set(values).size === items.length
  );
}

function byIdentity(items: readonly unknown[], key: string): ReadonlyMap<string, unknown> {
  return new Map((items as readonly Fields[]).map((item) => [String(item[key]), item]));
}

function below(field: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${field}["${key}"]`;
  return field === '' ? key : `${field}.${key}`;
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])];
}

/** Fields may be written in any order, but here one program rendered both values, and it sorts the fields. */
function same(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
