import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '@tinjis/rules/finding';
import type { FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { groupOf, namespacedName, type Objects } from '@tinjis/rules/objects/objects';
import { kustomizationsIn } from '@tinjis/manifests/render/inputs';
import type { Gathered } from '@tinjis/manifests/reader';
import { folderOf } from '@tinjis/manifests/tree/path';
import type { Tree } from '@tinjis/manifests/tree/tree';

/** Folders of rules that are the same on every cluster: people who read them believe that they hold. */
export function sharedRuleFolders(tree: Tree): readonly string[] {
  const folders = new Set(tree.paths.filter((path) => /^policies\/[^/]+\/[^/]+$/.test(path)).map(folderOf));
  return [...folders].filter((folder) => kustomizationsIn(tree, folder).length > 0);
}

/**
 * Rules that reach a cluster otherwise than they read: what is to differ by cluster is generated, where everybody reads
 * it. Labels and annotations change no rule.
 * @param shared a folder of such rules, rendered by itself
 * @param files that took part in what the cluster gets
 */
export function changedSharedRules(
  { folder, resources }: Gathered,
  governance: Objects,
  files: ReadonlySet<string>,
): readonly Finding[] {
  if (![...files].some((file) => folderOf(file) === folder)) return [];
  return resources.flatMap((shared): Finding[] => {
    const { object } = shared;
    const given = governance.get(`${groupOf(object)}/${object.kind}`, namespacedName(object));
    const path = given ? firstDifference(rule(object), rule(given.object)) : [];
    if (path === undefined) return [];
    const at = placeOf(shared, given, path);
    return [{ code: 'kustomize/shared-rule-patched', args: { kind: object.kind, name: object.metadata.name }, at }];
  });
}

/** The change stands in what the cluster adds; one that cannot be found there is told at the rule. */
function placeOf(shared: Resource, given: Resource | undefined, path: FieldPath): Finding['at'] {
  return (given ?? shared).at(path);
}

function rule({ metadata: { name }, ...object }: KubernetesObject): object {
  return { ...object, metadata: { name } };
}

/** The deepest field in which two values differ, where it is the only one. */
function firstDifference(one: unknown, other: unknown): FieldPath | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  const [left, right] = [Object(one) as Record<string, unknown>, Object(other) as Record<string, unknown>];
  if (left !== one || right !== other || Array.isArray(one) !== Array.isArray(other)) return [];
  for (const key of Object.keys({ ...left, ...right })) {
    const found = firstDifference(left[key], right[key]);
    if (found) return [Array.isArray(one) ? Number(key) : key, ...found];
  }
  return [];
}
