import { isDeepStrictEqual } from 'node:util';
import type { FieldPath } from '@tinjis/rules/objects/located';

/** A field that one object has otherwise than another. */
export interface Difference {
  /** JSON pointer. An item of a list is named by its name, or by the path that it is mounted at, as in `/env/HOME`. */
  readonly pointer: string;
  /** The same field by its place in the found object. */
  readonly path: FieldPath;
  /** The value found; undefined if the field is missing. */
  readonly value: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every field in which two values differ. A part that only one of them has is one difference, whatever it holds. Lists
 * whose items have names are compared item by item, other lists as a whole.
 */
export function differences(
  shipped: unknown,
  found: unknown,
  path: FieldPath = [],
  pointer = '',
): readonly Difference[] {
  if (isDeepStrictEqual(shipped, found)) return [];
  const [before, after] = [partsOf(shipped), partsOf(found)];
  if (!before || !after || Array.isArray(shipped) !== Array.isArray(found))
    return [{ pointer, path: [...path, ...firstOther(shipped, found)], value: found }];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [one, other] = [before.get(name), after.get(name)];
    // A missing field is looked for beside the others.
    const step = other?.step ?? name;
    return differences(one?.value, other?.value, [...path, step], `${pointer}/${escaped(name)}`);
  });
}

interface Part {
  readonly step: string | number;
  readonly value: unknown;
}

/** The parts of a mapping, or of a list whose items have names, by name; undefined for anything else. */
function partsOf(value: unknown): ReadonlyMap<string, Part> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value))
    return new Map(Object.entries(value).map(([name, part]) => [name, { step: name, value: part as unknown }]));
  const items = value as readonly unknown[];
  for (const key of ['mountPath', 'name']) {
    const names = items.map((item) => (Object(item) as Fields)[key]);
    if (names.every((name) => typeof name === 'string') && new Set(names).size === names.length)
      return new Map(names.map((name, index) => [name, { step: index, value: items[index] }]));
  }
  return undefined;
}

/** The first item in which a list without names is another: a patch may have added it. */
function firstOther(shipped: unknown, found: unknown): FieldPath {
  if (!Array.isArray(shipped) || !Array.isArray(found)) return [];
  const index = found.findIndex((item, place) => !isDeepStrictEqual(item, shipped[place]));
  return index < 0 ? [] : [index];
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
