import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../kustomization-fields.ts';
import type { FieldPath } from '@tinjis/rules/objects/located';

/** Keys by which Kubernetes tells the items of a list apart; any other item is itself or none. */
const itemKeys = ['name', 'key', 'path', 'mountPath', 'containerPort', 'port', 'ip', 'topologyKey'] as const;

export type KustomizationEntry = Readonly<Record<string, unknown>>;

/** A value inside another; undefined where there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((found, step) => (Object(found) as Record<string | number, unknown>)[step], value);
}

/**
 * Where a field of one object stands in another that it was made from: items of a list are found by what they are,
 * since others may have been put before them or taken away.
 * @returns undefined where the other does not have it
 */
export function counterpart(object: unknown, path: FieldPath, other: unknown): FieldPath | undefined {
  const found: (string | number)[] = [];
  let [mine, theirs] = [object, other];
  for (const step of path) {
    const next = Array.isArray(theirs) ? indexIn(theirs, valueAt(mine, [step]), Number(step)) : step;
    if (next === undefined || typeof theirs !== 'object' || theirs === null || !Object.hasOwn(theirs, next))
      return undefined;
    found.push(next);
    mine = valueAt(mine, [step]);
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
