import type { HealthCheck } from './health-check.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Cluster, Teams } from '@tinjis/delivery/model/teams';
import { type LiveCluster, knownCluster } from '@tinjis/cluster/cluster';
import { actingAdministrator } from '@tinjis/cluster/kubernetes/administrator';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { kubeconfigOf } from '../cluster/kubeconfig.ts';
import { ownPath } from '@tinjis/cluster/images/place';
import { foldersOf } from '@tinjis/cluster/state';
import { argocdChecks } from './argocd.ts';
import { runningImageChecks, versionChecks } from './versions.ts';
import { networkChecks } from './network.ts';
import { settingsChecks } from './settings.ts';
import { sealingChecks } from './sealing.ts';
import { errorText } from '@tinjis/manifests/failure';

/** The cluster to look at, and what to compare it with. */
interface LiveSurroundings {
  readonly tree: Tree;
  readonly teams: Teams;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The instance that `tinjis up` made. */
  readonly instance: string;
  /** A context of the caller's own kubeconfig, in place of an instance. */
  readonly context?: string;
  /** The cluster's name in the team file. */
  readonly cluster: string;
}

/** Checks everything that only a cluster can tell. Changes nothing; tries the network from existing pods. */
export async function liveChecks(around: LiveSurroundings): Promise<readonly HealthCheck[]> {
  const { tree, teams, env, instance, context, cluster } = around;
  let reached: Reached | undefined;
  let kubernetes: Kubernetes;
  try {
    reached = context === undefined ? knownCluster(foldersOf(instance, env)) : await ownCluster(context, env);
    if (!reached) return [notReached(instance, 'no cluster of that name is up')];
    kubernetes = Kubernetes.of(reached);
  } catch (error) {
    return [notReached(context ?? reached?.context ?? instance, errorText(error))];
  }
  // Where `up` named the images after the cluster's registry, the checkout still has the published name.
  const registry = reached.registry ? ownPath(reached.registry, teams.registry) : teams.registry;
  // The command has looked the cluster up.
  const declared = teams.clusters.find(({ name }) => name === cluster) as Cluster;
  const checks = await Promise.all([
    versionChecks(kubernetes, tree, declared),
    argocdChecks(kubernetes, teams, declared),
    settingsChecks(kubernetes, tree, teams, declared),
    networkChecks(kubernetes, teams),
    sealingChecks(kubernetes, tree, cluster, new Date()),
    runningImageChecks(kubernetes, { ...teams, registry }),
  ]);
  return checks.flat();
}

function notReached(name: string, found: string): HealthCheck {
  const fix = 'npm run up; or name your own: --context CONTEXT';
  return { group: 'cluster', name, health: 'unknown', found, needed: 'one that is up', fix };
}

/** For a context in the caller's kubeconfig, only the way to reach the cluster is known. */
type Reached = Pick<LiveCluster, 'kubeconfig' | 'context' | 'acting'> & Partial<Pick<LiveCluster, 'registry'>>;

async function ownCluster(context: string, env: Readonly<Record<string, string | undefined>>): Promise<Reached> {
  const kubeconfig = kubeconfigOf(context, env);
  // A caller who is no administrator sees what they may see, and why they cannot see the rest.
  const acting = await actingAdministrator(Kubernetes.of({ kubeconfig, context })).catch(() => undefined);
  return { kubeconfig, context, ...(acting ? { acting } : {}) };
}
