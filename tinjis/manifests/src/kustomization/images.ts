import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/pod-template';
import type { ImageEntry } from '../kustomization.ts';

interface Container {
  readonly image?: string;
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** A resource with a kustomization's images in its containers. An image that was replaced is located at its entry. */
export function withImages(
  resource: Resource,
  images: readonly ImageEntry[],
  located: (index: number) => At | undefined,
): Resource {
  const path = podSpecPath(resource.object.kind);
  if (images.length === 0 || !path) return resource;
  const places = new Map<string, At | undefined>();
  const spec = follow(resource.object, path) as Readonly<Record<string, readonly Container[] | undefined>> | undefined;
  const changed = lists.reduce<object>((object, list) => {
    const containers = spec?.[list];
    if (!Array.isArray(containers)) return object;
    return write(
      object,
      [...path, list],
      (containers as readonly Container[]).map((container, index) => {
        const entry = images.findIndex(({ name }) => name === nameOf(container.image ?? ''));
        const found = images[entry];
        if (!found) return container;
        places.set([...path, list, index, 'image'].join('\0'), located(entry));
        return { ...container, image: replaced(container.image ?? '', found) };
      }),
    );
  }, resource.object);
  return {
    object: changed as KubernetesObject,
    at: (field = []) => places.get(field.join('\0')) ?? resource.at(field),
  };
}

/**
 * An image's name without tag and digest. The last colon counts only behind the last slash: before it, it is a
 * registry's port.
 */
function nameOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

function replaced(image: string, { newName, newTag, digest }: ImageEntry): string {
  const name = newName ?? nameOf(image);
  if (newTag === undefined && digest === undefined) return name + image.slice(nameOf(image).length);
  return `${name}${newTag === undefined ? '' : `:${newTag}`}${digest === undefined ? '' : `@${digest}`}`;
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
