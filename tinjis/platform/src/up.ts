import type { LiveCluster } from '@tinjis/cluster/cluster';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { endedDaemons } from '@tinjis/cluster/machine/report';
import { progressOf } from '@tinjis/cluster/progress';
import { foldersOf, type Folders } from '@tinjis/cluster/state';
import { bringUpCluster, chooseCluster, type ClusterChoice } from './cluster/choose.ts';
import { install, type Installed } from './install/install.ts';
import { waitUntilReachable } from './install/ready.ts';

interface BringUp {
  readonly choice: ClusterChoice;
  /** Top folder of the checkout to deliver. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives each line of progress. */
  say(line: string): void;
}

/** A platform that is up. */
export interface RunningPlatform extends Installed {
  readonly cluster: LiveCluster;
  readonly folders: Folders;
  readonly kubernetes: Kubernetes;
}

/**
 * Brings up a cluster and the platform on it, or repairs both.
 * @throws Failure naming the step that failed
 */
export async function bringUp({ choice, root, env, say }: BringUp): Promise<RunningPlatform> {
  const progress = progressOf(say);
  const chosen = chooseCluster(choice, env['PATH'] ?? '');
  progress.note(`${chosen.kind} cluster ${choice.name}: ${chosen.why}`);
  const folders = foldersOf(choice.name);
  const cluster = await bringUpCluster(chosen, choice, progress);
  const kubernetes = Kubernetes.of(cluster);
  const installed = await install({ cluster, kubernetes, folders, progress, root });
  // Observed once in some twenty new clusters: all Applications were Healthy, but the node's ports stayed shut, as they
  // do when kube-proxy ends while Argo CD delivers. Only `up` watches over the node's own programs.
  const ended = cluster.kind === 'bare' ? endedDaemons(choice.name) : [];
  if (ended.length > 0) {
    progress.note(
      `ended since they were started, and started again: ${ended.map(({ name, log }) => `${name} (${log})`).join(', ')}`,
    );
    await bringUpCluster(chosen, choice, progress);
  }
  const { antaeus } = installed;
  const awaited = antaeus ? 'Antaeus and Argo CD answer from outside' : 'Argo CD answers from outside';
  await progress.step(awaited, () => waitUntilReachable({ cluster, kubernetes }, antaeus), {
    fix: '`npx tinjis status` says more; then run the same command again',
  });
  return { ...installed, cluster, folders, kubernetes };
}
