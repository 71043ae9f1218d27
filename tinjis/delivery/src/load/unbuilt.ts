import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { ImageEntry } from '@tinjis/manifests/kustomization';

/** An entry that says nothing but its name: there was no build for this cluster yet. */
export interface Unbuilt {
  readonly name: string;
  readonly at: At;
}

interface Container {
  readonly image?: string;
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Whether an entry says what runs. One that says anything is taken at its word. */
export function wasBuilt(entry: ImageEntry | undefined): boolean {
  return entry !== undefined && [entry.newName, entry.newTag, entry.digest].some((field) => field !== undefined);
}

/**
 * A resource with what `tinjis bump` would enter for images that were never built. Rights do not depend on whether
 * there was a build yet, so a version that never was stands for the first.
 * @param registry where the organisation keeps its images
 */
export function withFirstBuilds(resource: Resource, unbuilt: readonly Unbuilt[], registry: string): Resource {
  const path = podSpecPath(resource.object.kind);
  if (unbuilt.length === 0 || !path) return resource;
  const places = new Map<string, At>();
  const spec = follow(resource.object, path) as Readonly<Record<string, unknown>> | undefined;
  const changed = lists.reduce<object>((object, list) => {
    const containers = spec?.[list];
    if (!Array.isArray(containers)) return object;
    const imagined = (containers as readonly Container[]).map((container, index) => {
      const entry = unbuilt.find(({ name }) => name === container.image);
      if (!entry) return container;
      places.set(String([...path, list, index, 'image']), entry.at);
      return { ...container, image: `${registry}/${entry.name}:${'0'.repeat(40)}@sha256:${'0'.repeat(64)}` };
    });
    return write(object, [...path, list], imagined);
  }, resource.object);
  return {
    object: changed as KubernetesObject,
    at: (field) => places.get(String(field)) ?? resource.at(field),
  };
}

function follow(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((found, step) => (found as Readonly<Record<string, unknown>> | undefined)?.[step], value);
}

function write(value: unknown, [step, ...rest]: FieldPath, leaf: unknown): object {
  const fields = value as Readonly<Record<string, unknown>>;
  // A pod's spec never is the object itself, so there is always a step.
  const key = step as string;
  return { ...fields, [key]: rest.length === 0 ? leaf : write(fields[key], rest, leaf) };
}
