import { knownCluster, type TakeDownRequest } from '@tinjis/cluster/cluster';
import { foldersOf } from '@tinjis/cluster/state';
import { removeFromCluster, stopBeside } from './install/remove.ts';

/**
 * Removes an instance, whatever is left of it: the cluster where it was made here, only the platform where it is
 * somebody's own.
 * @returns false when there was nothing
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
      // crashed before it was known what it is
      const kind = await import('@tinjis/cluster/kind/take-down');
      return (await kind.hasContainers(request.name))
        ? kind.takeDownKind(request)
        : (await import('@tinjis/cluster/machine/take-down')).takeDownBare(request);
    }
  }
}
