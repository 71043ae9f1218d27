import { isDeepStrictEqual } from 'node:util';
import { fieldAt } from '@tinjis/rules/objects/fields';
import type { At, FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';
import { type Objects, groupOf, namespacedName } from '@tinjis/rules/objects/objects';
import type { Finding } from '@tinjis/rules/ruling';
import type { Gathered, Reader } from '@tinjis/manifests/reader';
import { kustomizationsIn } from '@tinjis/manifests/render/inputs';
import { folderOf, type Tree } from '@tinjis/manifests/tree/tree';
import { clusterFolder } from '../model/layout.ts';
import type { ClusterModel } from '../model/model.ts';
import type { Cluster } from '../model/teams.ts';

/**
 * What keeps from being the whole truth what the platform gives a cluster.
 * @param kept files that its hub takes in
 */
export function aboutGovernance(
  tree: Tree,
  { name, declared, governance: objects }: ClusterModel,
  governance: readonly Gathered[],
  kept: readonly string[],
  shared: readonly Gathered[],
): readonly Finding[] {
  const own = { file: `${clusterFolder(name)}/kustomization.yaml`, line: 1 };
  const files = new Set(governance.flatMap((each) => [...each.files]));
  return [
    ...hooks(objects),
    ...fromElsewhere(tree, name, governance),
    ...shared.flatMap((each) => changedSharedRules(each, objects, files, own)),
    // Of what does not render nobody can say what it lists.
    ...(governance.some(({ problem }) => problem) ? [] : unreached(tree, declared, new Set([...files, ...kept]))),
  ];
}

/** What lies outside these folders a team may write, and here it would come with the platform's rights. */
function fromElsewhere(tree: Tree, cluster: string, governance: readonly Gathered[]): readonly Finding[] {
  return governance.flatMap(({ folder, files }) => {
    const strange = [...files].filter((path) => !/^(?:clusters|policies)\//.test(path));
    return [...new Set(strange.map(folderOf))].map((path) => ({
      code: 'kustomize/from-elsewhere',
      args: { path, cluster },
      at: { file: String(kustomizationsIn(tree, folder)[0]), line: 1 },
    }));
  });
}

/** Each makes Argo CD run an object at some moment of a sync, and then leave it alone or delete it. */
const hookAnnotation = /^(?:argocd\.argoproj\.io|helm\.sh)\/hook(?:-|$)/;

/** What the platform gives a cluster must stay: Argo CD neither heals a hook nor keeps it. */
function hooks({ all }: Objects): readonly Finding[] {
  return all.flatMap(({ object: { kind, metadata }, at }) => {
    const annotation = Object.keys(metadata.annotations ?? {}).find((key) => hookAnnotation.test(key));
    if (annotation === undefined) return [];
    const args = { kind, name: metadata.name, annotation };
    return [{ code: 'argocd/hook', args, at: at(['metadata', 'annotations', annotation]) }];
  });
}

/** Kustomize drops objects with this annotation, whatever its value. In a JSON patch its slash is escaped. */
const localConfig = /config\.kubernetes\.io(?:\/|~1)local-config/;
/** An escape in a YAML text may hide any word. */
const escape = /\\[uUx]/;

/** Objects that read as if they were applied, and that kustomize keeps for itself. */
export function keptFromClusters(tree: Tree, reader: Reader, files: ReadonlySet<string>): readonly Finding[] {
  return [...files]
    .filter((file) => /\.ya?ml$/.test(file) && tree.kind(file) === 'file')
    .filter((file) => localConfig.test(tree.text(file)) || escape.test(tree.text(file)))
    .flatMap((file) => reader.manifests(tree, file).documents)
    .filter(({ value }) => localConfig.test(JSON.stringify(value)))
    .map(({ value, at }) => {
      const annotated = fieldAt(value, ['metadata', 'annotations']) !== undefined;
      return { code: 'kustomize/left-out', args: {}, at: at(annotated ? ['metadata', 'annotations'] : []) };
    });
}

/**
 * What is written once for every cluster. The blocks of policies/network reach them as parts of generated files, and
 * policies/crds is for checks alone.
 */
const forEvery = /^(?:clusters\/(?:base|vendor)|policies\/(?!(?:network|crds)\/)[^/]+)\//;

/** What makes up an Argo CD, for the clusters that get one of their own. */
const ofArgocd = /^clusters\/(?:base\/(?:argocd\/|kustomization\.yaml$)|vendor\/argo-cd\/)/;

/** A manifest nothing lists is a rule that never reaches the cluster, though it reads as if it did. */
function unreached(tree: Tree, { name, argocd }: Cluster, files: ReadonlySet<string>): readonly Finding[] {
  const own = `${clusterFolder(name)}/`;
  const isMeant = (path: string): boolean =>
    path.startsWith(own) || (forEvery.test(path) && (argocd.by === 'own' || !ofArgocd.test(path)));
  return tree.paths
    .filter((path) => isMeant(path) && /\.ya?ml$/.test(path) && !files.has(path))
    .map((path) => ({ code: 'kustomize/not-listed', args: { path, cluster: name }, at: { file: path, line: 1 } }));
}

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
function changedSharedRules(
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
