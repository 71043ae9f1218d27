import type { FieldPath } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { PodSource } from '../../answer/connect.ts';
import { fieldAt, itemsAt, textAt } from '@tinjis/rules/objects/fields';

/** A container in a pod's template, and its place in the object. */
export interface PlacedContainer {
  readonly name: string;
  readonly value: unknown;
  readonly path: FieldPath;
  /** Runs beside the others. An init container without `restartPolicy: Always` ends before they start. */
  readonly stays: boolean;
}

/** The place of a pod's spec in the object that starts it. */
export function specPathOf({ resource }: Pick<PodSource, 'resource'>): FieldPath {
  // Every source of pods has such a place.
  return podSpecPath(resource.object.kind) as FieldPath;
}

/** The containers of an object that starts pods, in the order in which they start. */
export function placedContainers(source: Pick<PodSource, 'resource'>): readonly PlacedContainer[] {
  const spec = specPathOf(source);
  return ['initContainers', 'containers'].flatMap((list) =>
    itemsAt(source.resource.object, [...spec, list]).map((value, index) => ({
      name: textAt(value, ['name']),
      value,
      path: [...spec, list, index],
      stays: list === 'containers' || fieldAt(value, ['restartPolicy']) === 'Always',
    })),
  );
}

/** The number behind a port that a container names or declares; undefined where it does neither. */
export function portIn({ value, stays }: PlacedContainer, wanted: unknown, protocol = 'TCP'): number | undefined {
  const found = (stays ? itemsAt(value, ['ports']) : []).find(
    (port) =>
      (textAt(port, ['protocol']) || 'TCP') === protocol &&
      fieldAt(port, [typeof wanted === 'string' ? 'name' : 'containerPort']) === wanted,
  );
  const number = fieldAt(found, ['containerPort']);
  return typeof number === 'number' ? number : undefined;
}
