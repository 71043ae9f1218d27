import type { FieldPath } from '@tinjis/rules/objects/located';

/** A map that may hold anything: what stands in a file was checked by nobody yet. */
export type FieldMap = Readonly<Record<string, unknown>>;

/** What stands at a path; undefined where nothing does. */
export function field(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, step) ? (found as FieldMap)[step] : undefined,
    value,
  );
}

/** The items of the list at a path; none where no list stands. */
export function itemsAt(value: unknown, path: FieldPath = []): readonly unknown[] {
  const found = field(value, path);
  return Array.isArray(found) ? found : [];
}

/** The fields of the map at a path; none where no map stands. */
export function entriesAt(value: unknown, path: FieldPath = []): readonly (readonly [string, unknown])[] {
  const found = field(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
}

/** The text at a path; empty where none stands. */
export function textAt(value: unknown, path: FieldPath = []): string {
  const found = field(value, path);
  return typeof found === 'string' ? found : '';
}
