import { fieldAt, itemsAt } from '@tinjis/rules/objects/fields';
import { Objects } from '@tinjis/rules/objects/objects';
import { type Kustomization, readKustomization, type ImageEntry } from '@tinjis/manifests/kustomization';
import type { Gathered, Reader } from '@tinjis/manifests/reader';
import { overlayFile } from '../model/layout.ts';
import type { Workload } from '../model/model.ts';
import type { ServiceName } from '../model/teams.ts';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { Finding } from '@tinjis/rules/ruling';
import { kustomizationsIn } from '@tinjis/manifests/render/inputs';
import type { Tree } from '@tinjis/manifests/tree/tree';

export interface ReadWorkload {
  readonly workload: Workload;
  readonly findings: readonly Finding[];
}

/** One service as one cluster gets it: the objects that kustomize renders its overlay to. */
export function readWorkload(
  tree: Tree,
  reader: Reader,
  service: ServiceName,
  cluster: string,
  registry: string,
  gathered: Gathered,
): ReadWorkload {
  const { folder, resources } = gathered;
  const kustomization = readKustomization(tree, reader, folder);
  const entries = kustomization?.fields.images ?? [];
  const unbuilt = entries.flatMap((entry, index) =>
    wasBuilt(entry) ? [] : [{ name: entry.name, at: (kustomization as Kustomization).at(['images', index]) }],
  );
  const own = entries.findIndex(({ name }) => name === service.service);
  const workload: Workload = {
    service,
    folder,
    objects: new Objects(resources.map((resource) => withFirstBuilds(resource, unbuilt, registry))),
    built: wasBuilt(entries[own]),
    image: kustomization?.at(own < 0 ? ['images'] : ['images', own]) ?? {
      file: overlayFile(service, cluster),
      line: 1,
    },
  };
  if (kustomization) return { workload, findings: unrendered(tree, [gathered]) };
  return {
    workload,
    findings: [
      {
        code: 'workload/no-overlay',
        args: { service: `${service.team}/${service.service}`, cluster },
        at: workload.image,
      },
    ],
  };
}

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
  const spec = fieldAt(resource.object, path);
  const changed = lists.reduce<object>((object, list) => {
    const containers = itemsAt(spec, [list]);
    if (containers.length === 0) return object;
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

function write(value: unknown, [step, ...rest]: FieldPath, leaf: unknown): object {
  const fields = value as Readonly<Record<string, unknown>>;
  // A pod's spec never is the object itself, so there is always a step.
  const key = step as string;
  return { ...fields, [key]: rest.length === 0 ? leaf : write(fields[key], rest, leaf) };
}

/** What kustomize refuses, in its words and at its place. */
export function unrendered(tree: Tree, gathered: readonly Gathered[]): readonly Finding[] {
  return gathered.flatMap(({ folder, problem }): Finding[] => {
    if (!problem) return [];
    const { what, fix, at: { file, line } = { file: folder, line: 1 } } = problem;
    const at = { file: kustomizationsIn(tree, file)[0] ?? file, line };
    return [{ code: 'kustomize/unrendered', args: { what, fix }, at }];
  });
}
