import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';

/** An object of a random case as an evaluator takes it. It was written nowhere, so every place in it is the same. */
export function placed<T extends KubernetesObject>(object: T): Resource<T> {
  return { object, at: () => ({ file: 'case.json', line: 1 }) };
}
