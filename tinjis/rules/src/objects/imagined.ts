import type { At, KubernetesObject, Resource } from './located.ts';

/** An object that stands in no file: what somebody could write. Whatever is said about it is said about `at`. */
export function imagined(object: KubernetesObject, at: At): Resource {
  return { object, at: () => at };
}
