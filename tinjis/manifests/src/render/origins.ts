import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { resourcesOf } from '../resources.ts';
import type { Tree } from '../tree/tree.ts';
import { withoutSchemas } from '../yaml/definitions.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { Inputs } from './inputs.ts';

/** With this many patches, kustomize takes as long to note where objects come from as to do everything else. */
const mostPatches = 20;

/**
 * Whether kustomize is asked where the objects of a folder come from. It then also notes every patch on every object,
 * which takes the square of their number: two minutes for the folder of a cluster with 200 teams, and a second without.
 */
export function asksOrigins({ patches }: Inputs): boolean {
  return patches <= mostPatches;
}

/**
 * Finds where the objects of a folder come from without asking kustomize: the file that holds one of that kind and
 * name, in that namespace if there are several, else the kustomization.
 */
export function originsIn(tree: Tree, { listed, named, kustomizations }: Inputs): (object: KubernetesObject) => string {
  const files = [...listed].filter((path) => !named.has(path) && !kustomizations.includes(path));
  const written = files.flatMap((file) =>
    readYaml(file, withoutSchemas(tree.text(file)))
      .documents.flatMap((document) => resourcesOf(document) ?? [])
      .map(({ object }) => ({ file, key: keyOf(object), namespace: object.metadata.namespace })),
  );
  const byKey = Map.groupBy(written, ({ key }) => key);
  return (object) => {
    const found = byKey.get(keyOf(object)) ?? [];
    const exact = found.find(({ namespace }) => namespace === object.metadata.namespace) ?? found[0];
    return exact?.file ?? (kustomizations[0] as string);
  };
}

function keyOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}
