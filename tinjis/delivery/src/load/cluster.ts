import { Objects } from '@tinjis/rules/objects/objects';
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
import { aboutGovernance, keptFromClusters, sharedRuleFolders } from './governance.ts';
import { unrendered, readWorkload } from './workload.ts';
import type { Finding } from '@tinjis/rules/ruling';
import type { Resource } from '@tinjis/rules/objects/located';
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
        findings: [...findings, ...about, ...keptFromClusters(tree, reader, files)],
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
