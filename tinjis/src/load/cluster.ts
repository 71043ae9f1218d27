import type { Finding } from '../diagnose/finding.ts';
import { clusterFolder, serviceKey } from '../model/layout.ts';
import type { ClusterModel } from '../model/model.ts';
import { Objects } from '../model/objects.ts';
import type { Cluster, Teams } from '../model/teams.ts';
import { gather, type Gathered } from './kustomization/gather.ts';
import { kustomizationNames } from './kustomization/kustomization.ts';
import { folderOf } from './path.ts';
import type { Reader } from './reader.ts';
import type { Tree } from './tree/tree.ts';
import { readWorkload } from './workload.ts';

export interface ReadCluster {
  readonly cluster: ClusterModel;
  readonly findings: readonly Finding[];
}

/** What one cluster gets, and what on the way could not be followed. */
export function readCluster(tree: Tree, reader: Reader, teams: Teams, declared: Cluster): ReadCluster {
  const { name } = declared;
  const folder = clusterFolder(name);
  const parts = entrances(tree, reader, folder);
  const services = teams.developers.flatMap((each) => each.services).map(({ team, name: service }) => ({ team, service }));
  const read = services.map((service) => readWorkload(tree, reader, service, name, teams.registry));
  return {
    cluster: {
      name,
      declared,
      governance: new Objects(parts.flatMap(({ resources }) => resources)),
      workloads: new Map(read.map(({ workload }) => [serviceKey(workload.service), workload])),
    },
    findings: [...[...parts, ...read].flatMap(({ findings }) => findings), ...unreached(tree, folder, parts)],
  };
}

/**
 * What the folders give where something begins to read: those with a kustomization that no other kustomization of the cluster takes in.
 * Argo CD's root Application names one of them, whoever brings the cluster up applies another.
 */
function entrances(tree: Tree, reader: Reader, folder: string): readonly Gathered[] {
  const inside = tree.paths.filter((path) => path.startsWith(`${folder}/`));
  const kustomizations = inside.filter((path) => kustomizationNames.includes(path.slice(path.lastIndexOf('/') + 1)));
  const depth = (path: string): number => path.split('/').length;
  const parts: { readonly file: string; readonly gathered: Gathered }[] = [];
  for (const file of kustomizations.sort((a, b) => depth(a) - depth(b))) {
    if (!parts.some(({ gathered }) => gathered.files.has(file))) parts.push({ file, gathered: gather(tree, reader, folderOf(file)) });
  }
  const listed = (file: string): boolean => parts.some((other) => other.file !== file && other.gathered.files.has(file));
  return parts.filter(({ file }) => !listed(file)).map(({ gathered }) => gathered);
}

/** A manifest nothing lists is a rule that never reaches the cluster, though it reads as if it did. */
function unreached(tree: Tree, folder: string, parts: readonly Gathered[]): readonly Finding[] {
  return tree.paths
    .filter((path) => path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path) && !parts.some(({ files }) => files.has(path)))
    .map((path) => ({ code: 'kustomize/not-listed', args: { path }, at: { file: path, line: 1 } }));
}
