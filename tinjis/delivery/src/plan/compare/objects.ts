import type { PlainObject } from '@tinjis/manifests/kustomize/rendered';
import { type FieldChange, fieldChanges } from './fields.ts';

/** What happens to one object. */
export interface ObjectChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** `Kind namespace/name`. */
  readonly object: string;
  /** The fields that differ; none for an object that comes or goes as a whole. */
  readonly fields: readonly FieldChange[];
}

/**
 * What becomes of a set of objects, by kind, namespace and name. An object under a new apiVersion is the same object.
 */
export function objectChanges(before: readonly PlainObject[], after: readonly PlainObject[]): readonly ObjectChange[] {
  const [old, young] = [byIdentity(before), byIdentity(after)];
  return [...new Set([...old.keys(), ...young.keys()])].toSorted().flatMap((key): ObjectChange[] => {
    const [was, is] = [old.get(key), young.get(key)];
    const object = key.slice(key.indexOf('\0') + 1);
    if (!was) return [{ change: 'added', object, fields: [] }];
    if (!is) return [{ change: 'removed', object, fields: [] }];
    const fields = fieldChanges(was, is);
    return fields.length === 0 ? [] : [{ change: 'changed', object, fields }];
  });
}

function byIdentity(objects: readonly PlainObject[]): ReadonlyMap<string, PlainObject> {
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
