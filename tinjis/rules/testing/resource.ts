import type { KubernetesObject, Resource } from '../src/objects/located.ts';

/** A resource whose places spell out the path: `payment-policy.yaml:spec/ingress/0` instead of a line. */
export function resource<T extends KubernetesObject>(object: T): Resource<T> {
  return { object, at: (path = []) => ({ file: place(object.metadata.name, ...path), line: 1 }) };
}

/** The file that {@link resource} gives for a field. */
export function place(name: string, ...path: readonly (string | number)[]): string {
  return `${name}.yaml:${path.join('/')}`;
}
