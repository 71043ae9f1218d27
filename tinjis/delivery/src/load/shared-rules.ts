import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '@tinjis/rules/finding';
import type { FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';
import { groupOf, namespacedName, type Objects } from '@tinjis/rules/objects/objects';
import { isMapping } from '@tinjis/manifests/kustomization-fields';
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
    // The change stands in what the cluster adds; that of a rule that is gone is told at the rule.
    const at = (given ?? shared).at(path);
    return [{ code: 'kustomize/shared-rule-patched', args: { kind: object.kind, name: object.metadata.name }, at }];
  });
}

function rule({ metadata: { name }, ...object }: KubernetesObject): object {
  return { ...object, metadata: { name } };
}

/** The first field in which two values differ. */
function firstDifference(one: unknown, other: unknown): FieldPath | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (!isMapping(one)) return [];
  const others = Object(other) as typeof one;
  const key = Object.keys({ ...one, ...others }).find((each) => !isDeepStrictEqual(one[each], others[each])) as string;
  return [key, ...(firstDifference(one[key], others[key]) as FieldPath)];
}
