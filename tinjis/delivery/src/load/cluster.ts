import type { Finding } from '@tinjis/rules/finding';
import { clusterFolder, serviceKey, teamFolder } from '../model/layout.ts';
import type { ClusterModel } from '../model/model.ts';
import { Objects } from '@tinjis/rules/objects/objects';
import type { Cluster, Teams } from '../model/teams.ts';
import { gather } from '@tinjis/manifests/kustomization/gather';
import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { readWorkload } from './workload.ts';

export interface ReadCluster {
  readonly cluster: ClusterModel;
  readonly findings: readonly Finding[];
}

/** The objects that one cluster gets, and the steps to it that could not be followed. */
export function readCluster(tree: Tree, reader: Reader, teams: Teams, declared: Cluster): ReadCluster {
  const { name } = declared;
  // What the root Application keeps, and beside it what each team's own brings: every folder is rendered by itself.
  const folders = [clusterFolder(name), ...teams.developers.map((team) => teamFolder(name, team.name))];
  const gathered = folders.map((folder) => gather(tree, reader, folder));
  const files = new Set(gathered.flatMap((each) => [...each.files]));
  const services = teams.developers
    .flatMap((each) => each.services)
    .map(({ team, name: service }) => ({ team, service }));
  const read = services.map((service) => readWorkload(tree, reader, service, name, teams.registry));
  return {
    cluster: {
      name,
      declared,
      governance: new Objects(gathered.flatMap(({ resources }) => resources)),
      workloads: new Map(read.map(({ workload }) => [serviceKey(workload.service), workload])),
    },
    findings: [...gathered, ...read].flatMap(({ findings }) => findings).concat(unreached(tree, name, files)),
  };
}

/** What is written once for every cluster. The blocks of policies/network reach them as parts of generated files. */
const forEvery = /^(?:clusters\/(?:base|vendor)|policies\/(?!network\/)[^/]+)\//;

/** A manifest nothing lists is a rule that never reaches the cluster, though it reads as if it did. */
function unreached(tree: Tree, name: string, files: ReadonlySet<string>): readonly Finding[] {
  const own = `${clusterFolder(name)}/`;
  return tree.paths
    .filter((path) => (path.startsWith(own) || forEvery.test(path)) && /\.ya?ml$/.test(path) && !files.has(path))
    .map((path) => ({ code: 'kustomize/not-listed', args: { path, cluster: name }, at: { file: path, line: 1 } }));
}
