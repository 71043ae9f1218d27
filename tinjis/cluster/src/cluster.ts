import { join } from 'node:path';
import { putJson, textOf } from './files.ts';
import type { Acting } from './kubernetes/administrator.ts';
import type { Progress } from './progress.ts';
import type { Folders } from './state.ts';

/** A running Kubernetes cluster, whoever made it, as everything outside `machine/` sees it. */
export interface LiveCluster {
  /** `bare`: the one-node cluster of this machine; `kind`: one that kind made in Docker; `context`: somebody's own. */
  readonly kind: 'bare' | 'kind' | 'context';
  /** Name of the instance (`--name`). */
  readonly name: string;
  /** Path of a kubeconfig file with an administrator's credentials. */
  readonly kubeconfig: string;
  /** Context within the kubeconfig; the kubeconfig's current context when absent. */
  readonly context?: string;
  /**
   * The group member that the kubeconfig's user acts as, where the platform's admission rules would not recognise them
   * as an administrator.
   */
  readonly acting?: Acting;
  /** Path or name of the kubectl to call. */
  readonly kubectl: string;
  /** Address under which node ports are reached from this machine. */
  readonly nodeAddress: string;
  /** Address under which pods reach this machine, where the git server listens. */
  readonly hostAddress: string;
  readonly registry: ClusterRegistry;
}

/** The registry that takes pushed images and serves them to the cluster's pods. */
export interface ClusterRegistry {
  /** host:port, with a path if there is one, that takes pushes from this machine. */
  readonly push: string;
  /** The registry speaks plain HTTP. */
  readonly insecure: boolean;
  /**
   * `mirror`: the nodes ask this registry for every official name (ghcr.io/…). Names stay as they are, and images are
   * pushed below `<push>/<official host>/…`.
   * `own`: images are named after this registry, so the served repository names it in policies/teams.yaml.
   */
  readonly naming: 'mirror' | 'own';
  /**
   * The registry and the nodes are containers of this machine's Docker, which reaches public registries and makes the
   * images.
   */
  readonly inDocker?: boolean;
}

/** The request that `down` makes of whoever made the cluster. */
export interface TakeDownRequest {
  /** The instance (`--name`). */
  readonly name: string;
  /** Keeps the state on this machine, and the next `up` continues with the same cluster. */
  readonly keep: boolean;
  readonly progress: Progress;
}

/** Stores the description of a cluster for later commands. */
export function rememberCluster({ state }: Pick<Folders, 'state'>, cluster: LiveCluster): void {
  putJson(join(state, 'cluster.json'), cluster);
}

/** The cluster of an instance as the last `up` left it; undefined when there was none or it has been taken down. */
export function knownCluster({ state }: Pick<Folders, 'state'>): LiveCluster | undefined {
  const text = textOf(join(state, 'cluster.json'));
  return text === undefined ? undefined : (JSON.parse(text) as LiveCluster);
}
