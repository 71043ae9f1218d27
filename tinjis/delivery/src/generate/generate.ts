import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '../model/teams.ts';
import { bootstrap } from './bootstrap.ts';
import { codeowners } from './codeowners.ts';
import type { GeneratedFile } from './generated.ts';
import type { BuildingBlock } from './network-policies.ts';
import { loadKinds } from '../load/kinds.ts';
import { roles } from './roles.ts';
import { onHub, withoutArgocd } from './hub.ts';
import { clusterOverlay, platformBase } from './platform.ts';
import { teamBase, teamOverlay } from './team.ts';

/**
 * Every governance file that follows from the team file: the same input gives the same bytes. Anything that is the same
 * on every cluster stands once, under clusters/base; a cluster's own folder adds its differences.
 *
 * @param tree the repository, for the catalogue of kinds and the hand-written building blocks of `policies/network`
 * @throws Failure (unreadable) with the first fault of the catalogue
 */
export function generate(teams: Teams, tree: Tree): GeneratedFile[] {
  const blocks = buildingBlocks(tree);
  const kinds = loadKinds(tree, teams);
  return [
    codeowners(teams),
    ...roles(kinds),
    ...platformBase(teams),
    ...teams.developers.flatMap((team) => teamBase(teams, team, blocks, kinds)),
    ...teams.clusters.flatMap((cluster) => [
      clusterOverlay(teams, cluster),
      ...(cluster.argocd.by === 'own' ? bootstrap(teams, cluster) : withoutArgocd(cluster)),
      ...(cluster.argocd.by === 'hub' ? onHub(teams, cluster, kinds) : []),
      ...teams.developers.flatMap((team) => teamOverlay(teams, team, cluster, kinds)),
    ]),
  ];
}

function buildingBlocks(tree: Tree): BuildingBlock[] {
  return tree.paths.filter((path) => /^policies\/network\/[^/]+\.yaml$/.test(path)).map((path) => tree.text(path));
}
