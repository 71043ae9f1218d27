import type { Cluster } from '../cluster.ts';
import { Kubernetes } from '../kubernetes/client.ts';
import { progressOf } from '../progress.ts';
import { foldersOf, type Folders } from '../state.ts';
import { bringUpCluster, chooseCluster, type ClusterChoice } from './choose-cluster.ts';
import { install, type Installed } from './install.ts';

export interface BringUp {
  readonly choice: ClusterChoice;
  /** Top folder of the checkout that is delivered. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes each line of progress. */
  say(line: string): void;
}

/** A platform that is up. */
export interface Platform extends Installed {
  readonly cluster: Cluster;
  readonly folders: Folders;
  readonly kubernetes: Kubernetes;
}

/** Brings up a cluster and the platform on it, or repairs both. */
export async function bringUp({ choice, root, env, say }: BringUp): Promise<Platform> {
  const progress = progressOf(say);
  const chosen = chooseCluster(choice, env['PATH'] ?? '');
  progress.note(`${chosen.kind} cluster ${choice.name}: ${chosen.why}`);
  const folders = foldersOf(choice.name);
  const cluster = await bringUpCluster(chosen, choice, progress);
  const kubernetes = Kubernetes.of(cluster);
  const installed = await install({ cluster, kubernetes, folders, progress, root });
  return { ...installed, cluster, folders, kubernetes };
}
