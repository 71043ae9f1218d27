import { isDeepStrictEqual } from 'node:util';
import type { FieldPath } from './located.ts';

/** A map that may hold anything: nobody has checked yet what a file holds. */
export type FieldMap = Readonly<Record<string, unknown>>;

/**
 * The value at a path; undefined if there is none. A name that every object inherits, such as `constructor`, is none.
 */
export function fieldAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, step) ? (found as FieldMap)[step] : undefined,
    value,
  );
}

/** The items of the list at a path; none if there is no list. */
export function itemsAt(value: unknown, path: FieldPath = []): readonly unknown[] {
  const found = fieldAt(value, path);
  return Array.isArray(found) ? found : [];
}

/** The fields of the map at a path; none if there is no map. */
export function entriesAt(value: unknown, path: FieldPath = []): readonly (readonly [string, unknown])[] {
  const found = fieldAt(value, path);
  return isMapping(found) ? Object.entries(found) : [];
}

/** The text at a path; empty if there is none. */
export function textAt(value: unknown, path: FieldPath = []): string {
  const found = fieldAt(value, path);
  return typeof found === 'string' ? found : '';
}

/** Whether a value is a map, which a list is not. */
export function isMapping(value: unknown): value is FieldMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys by which Kubernetes tells the items of a list apart. */
const itemKeys = ['name', 'key', 'path', 'mountPath', 'containerPort', 'port', 'ip', 'topologyKey'] as const;

/**
 * Where a field of one object stands in another that it was made from. Items of a list are found by what they are,
 * since others may have been put before them or taken away.
 * @returns undefined if the other object does not have it
 */
export function counterpart(object: unknown, path: FieldPath, other: unknown): FieldPath | undefined {
  const found: (string | number)[] = [];
  let [mine, theirs] = [object, other];
  for (const step of path) {
    const next = Array.isArray(theirs) ? indexIn(theirs, fieldAt(mine, [step]), Number(step)) : step;
    if (next === undefined || typeof theirs !== 'object' || theirs === null || !Object.hasOwn(theirs, next))
      return undefined;
    found.push(next);
    mine = fieldAt(mine, [step]);
    theirs = (theirs as Record<string | number, unknown>)[next];
  }
  return found;
}

function indexIn(list: readonly unknown[], item: unknown, index: number): number | undefined {
  if (isDeepStrictEqual(list[index], item)) return index;
  const same = list.findIndex((each) => isDeepStrictEqual(each, item));
  if (same >= 0) return same;
  if (!isMapping(item)) return index < list.length ? index : undefined;
  const key = itemKeys.find((each) => item[each] !== undefined);
  if (key === undefined) return index < list.length ? index : undefined;
  const alike = list.findIndex((each) => isMapping(each) && each[key] === item[key]);
  return alike < 0 ? undefined : alike;
}
