import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Cluster, Teams } from '../model/teams.ts';
import { applications } from './applications.ts';
import { appProjects } from './app-projects.ts';
import { bootstrap } from './bootstrap.ts';
import { clusterKustomization } from './cluster-kustomization.ts';
import { codeowners } from './codeowners.ts';
import type { GeneratedFile } from './generated.ts';
import { namespaces } from './namespaces.ts';
import type { BuildingBlock } from './network-policies.ts';

/**
 * Every governance file that follows from the team file: the same input gives the same bytes.
 *
 * @param tree the repository, for the hand-written building blocks of `policies/network`
 */
export function generate(teams: Teams, tree: Tree): GeneratedFile[] {
  const blocks = buildingBlocks(tree);
  const ofCluster = (cluster: Cluster): GeneratedFile[] => [
    clusterKustomization(cluster),
    ...bootstrap(teams, cluster),
    ...appProjects(teams, cluster),
    ...applications(teams, cluster),
    ...namespaces(teams, cluster, blocks),
  ];
  return [codeowners(teams), ...teams.clusters.flatMap(ofCluster)];
}

function buildingBlocks(tree: Tree): BuildingBlock[] {
  return tree.paths.filter((path) => /^policies\/network\/[^/]+\.yaml$/.test(path)).map((path) => tree.text(path));
}
