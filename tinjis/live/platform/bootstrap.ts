import { join } from 'node:path';
import { run } from '../machine/run.ts';
import { localCluster, type Site } from './platform.ts';
import type { ServedClone } from './served.ts';

/** Argo CD's own name as the manager of fields: what is applied here is its from the first sync on, and it can take fields out again. */
const manager = 'argocd-controller';

/**
 * Applies a folder of the served repository as a person would: `kubectl apply --server-side -k FOLDER`.
 * Again when a kind was not known yet: its definition is in the same folder, and is served a moment after it is applied.
 * @param folder below clusters/local
 */
export async function applyFolder({ cluster, folders }: Pick<Site, 'cluster' | 'folders'>, clone: ServedClone, folder: string): Promise<void> {
  const args = [
    '--kubeconfig', cluster.kubeconfig, ...(cluster.context === undefined ? [] : ['--context', cluster.context]),
    '--cache-dir', join(folders.state, 'kubectl-cache'),
    'apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-k', join(clone.folder, 'clusters', localCluster, folder),
  ];
  for (let tries = 3; ; tries -= 1) {
    try {
      await run(cluster.kubectl, args, { seconds: 180 });
      return;
    } catch (error) {
      if (tries === 1 || !/no matches for kind|ensure CRDs are installed/.test(String(error))) throw error;
    }
  }
}
