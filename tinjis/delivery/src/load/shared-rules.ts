import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '@tinjis/rules/finding';
import type { At, FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';
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
 * @param cluster where what the cluster changes is written, if nothing more is known
 */
export function changedSharedRules(
  { folder, resources }: Gathered,
  governance: Objects,
  files: ReadonlySet<string>,
  cluster: At,
): readonly Finding[] {
  if (![...files].some((file) => folderOf(file) === folder)) return [];
  return resources.flatMap((shared): Finding[] => {
    const { object } = shared;
    const given = governance.get(`${groupOf(object)}/${object.kind}`, namespacedName(object));
    const path = given ? firstDifference(rule(object), rule(given.object)) : [];
    if (path === undefined) return [];
    const changed = given?.at(path) ?? cluster;
    const at = changed.file.startsWith(`${folder}/`) ? cluster : changed;
    return [{ code: 'kustomize/shared-rule-patched', args: { kind: object.kind, name: object.metadata.name }, at }];
  });
}

function rule({ metadata: { name }, ...object }: KubernetesObject): object {
  return { ...object, metadata: { name } };
}

/** The first field in which two values differ. */
function firstDifference(one: unknown, other: unknown): FieldPath | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  const [left, right] = [Object(one) as Values, Object(other) as Values];
  if (left !== one || right !== other) return [];
  const key = Object.keys({ ...left, ...right }).find((each) => !isDeepStrictEqual(left[each], right[each])) as string;
  return [Array.isArray(one) ? Number(key) : key, ...(firstDifference(left[key], right[key]) as FieldPath)];
}

type Values = Readonly<Record<string, unknown>>;
