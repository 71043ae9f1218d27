import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster.ts';
import { kubectlAs } from '../kubernetes/administrator.ts';
import { Kubernetes } from '../kubernetes/client.ts';
import { referenceOf } from '../kubernetes/objects.ts';
import { stopDaemon } from '../machine/daemon.ts';
import { run } from '../machine/run.ts';
import type { Progress } from '../progress.ts';
import type { Folders } from '../state.ts';
import { applications } from './applications.ts';
import { gitDaemon } from './git-daemon.ts';
import { localCluster } from './platform.ts';
import { removeSealingKeys } from './sealing-keys.ts';

/** Ends what of the platform runs on this machine beside its cluster. Safe when nothing does. */
export async function stopBeside(folders: Folders): Promise<void> {
  await stopDaemon(folders, gitDaemon);
}

/**
 * Takes the platform off a cluster that stays: what `tinjis up` applied, and what Argo CD delivered from it.
 * @param keep leaves the state on this machine, and with it the sealing keys and what was pushed
 */
export async function removeFromCluster(cluster: Cluster, folders: Folders, keep: boolean, progress: Progress): Promise<void> {
  const kubernetes = Kubernetes.of(cluster);
  const clone = join(folders.state, 'git', 'platform-clone', 'clusters', localCluster);
  const { kubeconfig, context, acting } = cluster;
  const kubectl = ['--kubeconfig', kubeconfig, ...(context === undefined ? [] : ['--context', context]), ...kubectlAs(acting)];
  await progress.step('Argo CD stopped', async () => {
    // First, or it would put back what goes; and its finalizers would wait for it.
    await kubernetes.delete({ apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'argocd', name: 'argocd-application-controller' });
    for (const application of await applications(kubernetes).catch(() => [])) {
      await kubernetes.patch(referenceOf(application), { metadata: { finalizers: null } });
    }
  });
  const remove = [...kubectl, 'delete', '--ignore-not-found', '--timeout=180s', '-k', clone];
  await progress.step('what was applied removed', () => run(cluster.kubectl, remove, { seconds: 240 }));
  await progress.step('Git and sealing keys removed', async () => {
    await kubernetes.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'git' });
    await removeSealingKeys(kubernetes);
  });
  if (!keep) rmSync(folders.state, { recursive: true, force: true });
}
