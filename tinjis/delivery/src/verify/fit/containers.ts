import type { FieldPath } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { PodSource } from '../../answer/connect.ts';
import { field, items, text } from './fields.ts';

/** A container in a pod's template, and its place in the object. */
export interface Container {
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
export function containersOf(source: Pick<PodSource, 'resource'>): readonly Container[] {
  const spec = specPathOf(source);
  return ['initContainers', 'containers'].flatMap((list) =>
    items(source.resource.object, [...spec, list]).map((value, index) => ({
      name: text(value, ['name']),
      value,
      path: [...spec, list, index],
      stays: list === 'containers' || field(value, ['restartPolicy']) === 'Always',
    })),
  );
}

/** The number behind a port that a container names or declares; undefined where it does neither. */
export function portIn({ value, stays }: Container, wanted: unknown, protocol = 'TCP'): number | undefined {
  const found = (stays ? items(value, ['ports']) : []).find(
    (port) =>
      (text(port, ['protocol']) || 'TCP') === protocol &&
      field(port, [typeof wanted === 'string' ? 'name' : 'containerPort']) === wanted,
  );
  const number = field(found, ['containerPort']);
  return typeof number === 'number' ? number : undefined;
}
