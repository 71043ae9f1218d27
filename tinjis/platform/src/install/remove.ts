import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { describeReference, type Reference, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { stopDaemon } from '@tinjis/cluster/process/daemon';
import type { Progress } from '@tinjis/cluster/progress';
import type { Folders } from '@tinjis/cluster/state';
import { listApplications } from './applications.ts';
import { gitDaemon } from '../git/daemon.ts';
import { gitNamespaces } from '../git/service.ts';
import { renderCluster } from './manifests.ts';
import { removeSealingKeys } from '../secrets/sealing-keys.ts';

/** Stops the platform's processes on this machine beside its cluster. Safe when none runs. */
export async function stopBeside(folders: Folders): Promise<void> {
  await stopDaemon(folders, gitDaemon);
}

/**
 * Removes the platform from a cluster that stays: everything that `tinjis up` applied, and that Argo CD delivered from
 * it.
 * @param keep leaves the state on this machine, and with it the sealing keys and the pushed commits
 */
export async function removeFromCluster(
  cluster: LiveCluster,
  folders: Folders,
  keep: boolean,
  progress: Progress,
): Promise<void> {
  const kubernetes = Kubernetes.of(cluster);
  const clone = join(folders.state, 'git', 'platform-clone');
  const git = await gitNamespaces(kubernetes);
  // If no `up` ever began here, anything under our names belongs to somebody else.
  if (git.length > 0) {
    await stopArgoCd(kubernetes, progress);
    const objects = await progress.step('manifests rendered', () => renderCluster({ cluster }, { folder: clone }));
    await progress.step('what was applied removed', () => removeAll(kubernetes, objects.map(referenceOf)));
    await progress.step('sealing keys and Git removed', async () => {
      await removeSealingKeys(kubernetes);
      // Last: should `down` end before this, the next `down` still knows that there is something to remove.
      await Promise.all(git.map((namespace) => removed(kubernetes, namespace)));
    });
  }
  rmSync(folders.run, { recursive: true, force: true });
  if (!keep) rmSync(folders.state, { recursive: true, force: true });
}

/** Runs first, because Argo CD would put back what is removed, and its finalizers would wait for it. */
async function stopArgoCd(kubernetes: Kubernetes, progress: Progress): Promise<void> {
  await progress.step('Argo CD stopped', async () => {
    const controller = { kind: 'StatefulSet', namespace: 'argocd', name: 'argocd-application-controller' };
    await kubernetes.delete({ apiVersion: 'apps/v1', ...controller });
    for (const application of await listApplications(kubernetes).catch(() => [])) {
      await kubernetes.patch(referenceOf(application), { metadata: { finalizers: null } });
    }
  });
}

/**
 * Deletes definitions of kinds last, and with them any remaining objects of those kinds. A kind that does not exist has
 * no objects.
 */
async function removeAll(kubernetes: Kubernetes, objects: readonly Reference[]): Promise<void> {
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const known = new Set(
    await Promise.all(objects.map(async (each) => ((await isServed(kubernetes, each)) ? each : undefined))),
  );
  const first = objects.filter((each) => known.has(each) && !definitions.includes(each));
  await Promise.all(first.map((each) => kubernetes.delete(each)));
  await Promise.all(first.map((each) => removed(kubernetes, each)));
  await Promise.all(definitions.map((each) => removed(kubernetes, each)));
}

async function isServed(kubernetes: Kubernetes, { apiVersion, kind }: Reference): Promise<boolean> {
  const served = await kubernetes.discovery.resourcesOf(apiVersion).catch(() => []);
  return served.some((each) => each.kind === kind);
}

async function removed(kubernetes: Kubernetes, reference: Reference): Promise<void> {
  await kubernetes.delete(reference);
  await waitFor({ what: `the end of ${describeReference(reference)}`, timeout: 180_000 }, async () =>
    (await kubernetes.find(reference)) ? { instead: 'it is being deleted' } : { found: true },
  );
}
