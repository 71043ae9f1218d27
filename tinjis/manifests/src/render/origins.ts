import type { KubernetesObject } from '@tinjis/rules/objects/located';
import type { Tree } from '../tree/tree.ts';
import { readYaml, resourcesOf, withoutSchemas } from '../yaml/read-yaml.ts';
import type { Inputs } from './inputs.ts';

/** With this many patches, kustomize takes as long to note where objects come from as to do everything else. */
export const mostPatches = 20;

/**
 * Whether kustomize is asked where the objects of a folder come from. It then also notes every patch on every object,
 * which takes the square of their number: half the time of a team's folder, and two minutes for the folder of a cluster
 * with 200 teams. A plain folder without generators gives the objects of its files under their own names, so kustomize
 * need not say which is which.
 */
export function asksOrigins({ plain, generates, patches }: Inputs): boolean {
  return patches <= mostPatches && (generates || !plain);
}

/** The objects of each file of a tree, read once. */
export function objectsIn(tree: Tree): (file: string) => readonly KubernetesObject[] {
  const known = new Map<string, readonly KubernetesObject[]>();
  return (file) =>
    known.getOrInsertComputed(file, () =>
      readYaml(file, withoutSchemas(tree.text(file)))
        .documents.flatMap((document) => resourcesOf(document) ?? [])
        .map(({ object }) => object),
    );
}

/**
 * Finds where the objects of a folder come from without asking kustomize: the file that holds the object of that kind
 * and name, by its namespace and group if there are several, else the kustomization.
 * @param objects of a file
 */
export function originsIn(
  objects: (file: string) => readonly KubernetesObject[],
  { listed, named, kustomizations }: Inputs,
): (object: KubernetesObject) => string {
  const files = [...listed].filter((path) => !named.has(path) && !kustomizations.includes(path));
  const written = files.flatMap((file) => objects(file).map((object) => ({ file, object })));
  const byKey = Map.groupBy(written, ({ object }) => keyOf(object));
  return (object) => {
    const found = byKey.get(keyOf(object)) ?? [];
    const inNamespace = found.filter((each) => each.object.metadata.namespace === object.metadata.namespace);
    const exact = inNamespace.find((each) => each.object.apiVersion === object.apiVersion);
    return (exact ?? inNamespace[0] ?? found[0])?.file ?? (kustomizations[0] as string);
  };
}

function keyOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}
