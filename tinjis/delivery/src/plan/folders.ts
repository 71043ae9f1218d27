import type { RenderRequest } from '@tinjis/manifests/render/rendered';
import { isKustomization } from '@tinjis/manifests/kustomization';
import { folderOf, type Tree } from '@tinjis/manifests/tree/tree';
import type { Service } from '../model/teams.ts';

/** A folder that a cluster gets, and who answers for it. */
export interface ClusterFolder extends RenderRequest {
  /** The team that owns the workload; `platform` for everything that the platform owns. */
  readonly team: string;
}

const overlay = /^apps\/(?<team>[^/]+)\/(?<service>[^/]+)\/overlays\/(?<cluster>[^/]+)$/;
const governance = /^clusters\/(?<cluster>[^/]+)(?:\/|$)/;
/** A team's governance is delivered separately, beside its cluster's folder. */
const ofTeam = /^clusters\/[^/]+\/teams\/[^/]+$/;

/**
 * The folders that clusters get: the overlays of every service, and the platform's own under `clusters/`. If a folder
 * with a kustomization lies inside another, the outer folder speaks for it. A team's governance is the exception.
 * @param clusters the existing clusters; other folders beside theirs are building blocks
 * @param only one service's overlays
 */
export function clusterFolders(tree: Tree, clusters: readonly string[], only?: Service): readonly ClusterFolder[] {
  const folders = new Set(tree.paths.filter(isKustomization).map(folderOf));
  return [...folders].flatMap((folder): ClusterFolder[] => {
    const { team, service, cluster = '' } = { ...governance.exec(folder)?.groups, ...overlay.exec(folder)?.groups };
    if (!clusters.includes(cluster) || isPart(folder, folders)) return [];
    if (only && (only.team !== team || only.name !== service)) return [];
    return [{ folder, cluster, team: team ?? 'platform' }];
  });
}

function isPart(folder: string, folders: ReadonlySet<string>): boolean {
  return !ofTeam.test(folder) && parents(folder).some((parent) => folders.has(parent));
}

function parents(folder: string): readonly string[] {
  const steps = folder.split('/');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
}
