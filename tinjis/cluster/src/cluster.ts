import { join } from 'node:path';
import { putJson, textOf } from './files.ts';
import type { Acting } from './kubernetes/administrator.ts';
import type { Progress } from './progress.ts';
import type { Folders } from './state.ts';

/** A Kubernetes cluster that is up, as everything beside `machine/` sees it, whoever made it. */
export interface LiveCluster {
  /** `bare`: the one-node cluster of this machine; `kind`: one that kind made in Docker; `context`: somebody's own. */
  readonly kind: 'bare' | 'kind' | 'context';
  /** Name of the instance (`--name`). */
  readonly name: string;
  /** Path of a kubeconfig file with an administrator's credentials. */
  readonly kubeconfig: string;
  /** Context within the kubeconfig; its current one when absent. */
  readonly context?: string;
  /**
   * What the kubeconfig's user acts as, where the platform's admission rules would not know them for an administrator.
   */
  readonly acting?: Acting;
  /** Path or name of the kubectl to call. */
  readonly kubectl: string;
  /** Address under which node ports are reached from this machine. */
  readonly nodeAddress: string;
  /** Address under which pods reach this machine: where the git server listens. */
  readonly hostAddress: string;
  readonly registry: ClusterRegistry;
}

/** Where images are pushed so that the cluster's pods can pull them. */
export interface ClusterRegistry {
  /** host:port, and a path where there is one, that takes pushes from this machine. */
  readonly push: string;
  /** Spoken to without TLS. */
  readonly insecure: boolean;
  /**
   * `mirror`: the nodes ask it for every official name (ghcr.io/…), so names stay as they are and are pushed below
   * `<push>/<official host>/…`.
   * `own`: images are named after it, so the served repository says so in policies/teams.yaml.
   */
  readonly naming: 'mirror' | 'own';
  /** It and the nodes are containers of this machine's Docker, which reaches public registries and makes the images. */
  readonly inDocker?: boolean;
}

/** What `down` asks of whoever made the cluster. */
export interface TakeDownRequest {
  /** The instance (`--name`). */
  readonly name: string;
  /** Keeps the state on this machine, so that the next `up` goes on with the same cluster. */
  readonly keep: boolean;
  readonly progress: Progress;
}

/** Keeps what a cluster offers, for the commands that come later. */
export function rememberCluster({ state }: Pick<Folders, 'state'>, cluster: LiveCluster): void {
  putJson(join(state, 'cluster.json'), cluster);
}

/** The cluster of an instance as the last `up` left it; undefined when there was none, or it has been taken down. */
export function knownCluster({ state }: Pick<Folders, 'state'>): LiveCluster | undefined {
  const text = textOf(join(state, 'cluster.json'));
  return text === undefined ? undefined : (JSON.parse(text) as LiveCluster);
}
