import { fieldAt } from '@tinjis/rules/objects/fields';
import { Objects, groupOf, namespacedName } from '@tinjis/rules/objects/objects';
import type { Gathered, Reader } from '@tinjis/manifests/reader';
import type { RenderRequest } from '@tinjis/manifests/render/rendered';
import {
  argocdFolder,
  clusterFolder,
  hubOf,
  nameInArgocd,
  overlayFile,
  serviceKey,
  spokesOf,
  teamFolder,
} from '../model/layout.ts';
import type { ClusterModel } from '../model/model.ts';
import { type Cluster, developerTeams, type Service, type Teams } from '../model/teams.ts';
import { unrendered, readWorkload } from './workload.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '@tinjis/rules/ruling';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { kustomizationsIn } from '@tinjis/manifests/render/inputs';
import { folderOf, type Tree } from '@tinjis/manifests/tree/tree';

export interface ReadCluster {
  readonly cluster: ClusterModel;
  readonly findings: readonly Finding[];
}

/**
 * The objects that clusters get, as kustomize renders them, and what keeps that from being the whole truth.
 * @param wanted the teams whose services are read, where the rest is known to have no findings
 */
export function readClusters(
  tree: Tree,
  reader: Reader,
  teams: Teams,
  clusters: readonly Cluster[],
  wanted?: readonly string[],
): readonly ReadCluster[] {
  const proving = reader.purpose === 'proofs' && wanted === undefined;
  const read = wanted ? developerTeams(teams, wanted) : teams.developers;
  const services = read.flatMap((team) => team.services);
  // They share the first cluster's process: none of its folders beside them holds the same objects.
  const beside = (clusters[0] as Cluster).name;
  const shared = proving ? sharedRuleFolders(tree).map((folder) => ({ folder, cluster: beside })) : [];
  // A hub keeps what Argo CD does for its other clusters, so it is read with each of them.
  const needed = teams.clusters.filter((each) =>
    clusters.some((asked) => asked === each || hubOf(asked) === each.name),
  );
  const requests = needed.flatMap((cluster) => [...governanceOf(cluster, teams), ...workloadsOf(cluster, services)]);
  const gathered = new Map(reader.rendered(tree, [...requests, ...shared]).map((each) => [each.folder, each]));
  const all = ({ folder }: RenderRequest): Gathered => gathered.get(folder) as Gathered;
  const given = needed.map((cluster) => readCluster(tree, reader, teams, cluster, services, all));
  return given
    .filter(({ cluster: { declared } }) => clusters.includes(declared))
    .map((each) => {
      const { findings, files, governance, cluster } = each;
      const about = wanted ? [] : aboutGovernance(tree, cluster, governance, onHub(cluster, given), shared.map(all));
      return {
        cluster: withArgocd(cluster, given, teams),
        findings: [...findings, ...about, ...leftOut(tree, reader, files)],
      };
    });
}

/** A cluster as its files say it, before its hub is looked at. */
interface GivenCluster extends ReadCluster {
  readonly governance: readonly Gathered[];
  readonly files: ReadonlySet<string>;
}

function hubAmong(given: readonly GivenCluster[], { declared }: ClusterModel): GivenCluster {
  return given.find((each) => each.cluster.name === hubOf(declared)) as GivenCluster;
}

/** The files that a hub takes in for one of its other clusters. */
function onHub(cluster: ClusterModel, given: readonly GivenCluster[]): readonly string[] {
  return [...hubAmong(given, cluster).files].filter((file) => file.startsWith(`${argocdFolder(cluster.name)}/`));
}

/** A cluster with what its Argo CD has for it. Of a hub that does not render, nothing is known of the others either. */
function withArgocd(cluster: ClusterModel, given: readonly GivenCluster[], teams: Teams): ClusterModel {
  const { declared } = cluster;
  const { cluster: hub } = hubAmong(given, cluster);
  const others = spokesOf(teams, hub.declared).filter((each) => each !== declared);
  const isOf = (spoke: Cluster, name: string): boolean => name.endsWith(nameInArgocd('', spoke));
  const isAbout = ({ object: { kind, metadata } }: Resource): boolean => {
    if (!['Application', 'AppProject'].includes(kind)) return true;
    return hub === cluster ? !others.some((spoke) => isOf(spoke, metadata.name)) : isOf(declared, metadata.name);
  };
  const shared = hub !== cluster || others.length > 0;
  return {
    ...cluster,
    argocd: shared ? new Objects(hub.governance.all.filter(isAbout)) : cluster.governance,
    unrendered: [...new Set([...cluster.unrendered, ...hub.unrendered])],
    ...(hub.declared.argocd.by === 'existing' && { settingsElsewhere: teams.at(['clusters', hub.name, 'argocd']) }),
  };
}

/** What the root Application keeps, and beside it what each team's own brings: every folder is rendered by itself. */
function governanceOf({ name: cluster }: Cluster, { developers }: Teams): readonly RenderRequest[] {
  const folders = [clusterFolder(cluster), ...developers.map((team) => teamFolder(cluster, team.name))];
  return folders.map((folder) => ({ folder, cluster }));
}

function workloadsOf({ name: cluster }: Cluster, services: readonly Service[]): readonly RenderRequest[] {
  return services.map(({ team, name }) => ({
    folder: folderOf(overlayFile({ team, service: name }, cluster)),
    cluster,
  }));
}

function readCluster(
  tree: Tree,
  reader: Reader,
  teams: Teams,
  declared: Cluster,
  services: readonly Service[],
  gathered: (request: RenderRequest) => Gathered,
): GivenCluster {
  const { name } = declared;
  const governance = governanceOf(declared, teams).map(gathered);
  const folders = workloadsOf(declared, services).map(gathered);
  const read = services.map(({ team, name: service }, index) =>
    readWorkload(tree, reader, { team, service }, name, teams.registry, folders[index] as Gathered),
  );
  const objects = new Objects(governance.flatMap(({ resources }) => resources));
  const problems = [...unrendered(tree, governance), ...read.flatMap(({ findings }) => findings)];
  return {
    cluster: {
      name,
      declared,
      governance: objects,
      argocd: objects,
      workloads: new Map(read.map(({ workload }) => [serviceKey(workload.service), workload])),
      unrendered: problems.filter(({ code }) => code === 'kustomize/unrendered'),
    },
    findings: problems,
    governance,
    files: new Set([...governance, ...folders].flatMap((each) => [...each.files])),
  };
}

/**
 * What keeps from being the whole truth what the platform gives a cluster.
 * @param kept files that its hub takes in
 */
function aboutGovernance(
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
function leftOut(tree: Tree, reader: Reader, files: ReadonlySet<string>): readonly Finding[] {
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
