import { knownCluster, type TakeDownRequest } from '@tinjis/cluster/cluster';
import { foldersOf } from '@tinjis/cluster/state';
import { removeFromCluster, stopBeside } from './install/remove.ts';

/**
 * Removes an instance, or whatever is left of it: the cluster too if it was made here, and only the platform if the
 * cluster is somebody's own.
 * @returns false when there was nothing to remove
 */
export async function takeDown(request: TakeDownRequest): Promise<boolean> {
  const folders = foldersOf(request.name);
  const cluster = knownCluster(folders);
  await stopBeside(folders);
  switch (cluster?.kind) {
    case 'context':
      await removeFromCluster(cluster, folders, request.keep, request.progress);
      return true;
    case 'kind':
      return (await import('@tinjis/cluster/kind/take-down')).takeDownKind(request);
    case 'bare':
      return (await import('@tinjis/cluster/machine/take-down')).takeDownBare(request);
    case undefined: {
      // an `up` crashed before the kind was recorded
      const kind = await import('@tinjis/cluster/kind/take-down');
      return (await kind.hasContainers(request.name))
        ? kind.takeDownKind(request)
        : (await import('@tinjis/cluster/machine/take-down')).takeDownBare(request);
    }
  }
}
