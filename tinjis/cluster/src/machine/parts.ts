import type { Kubernetes } from '../kubernetes/client.ts';
import type { BuiltPrograms } from '../programs/build.ts';
import type { ClusterCredentials } from './credentials.ts';
import type { Instance } from './instance.ts';
import type { Packages } from './packages.ts';
import { join } from 'node:path';
import type { Folders } from '../state.ts';
import { runOrFail } from '../process/run.ts';

/** The inputs of every part of a bare cluster. */
export interface Parts {
  readonly instance: Instance;
  readonly packages: Packages;
  readonly programs: Readonly<Record<'kubernetes' | 'etcd-and-sealed-secrets' | 'cilium', BuiltPrograms>>;
  readonly credentials: ClusterCredentials;
  readonly kubectl: Kubectl;
  /** The API server as its administrator. */
  readonly kubernetes: Kubernetes;
}

/** kubectl as the administrator of an instance. */
type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/**
 * @param program path of kubectl
 * @param kubeconfig the administrator's
 */
export function kubectlFor(program: string, kubeconfig: string, { state }: Pick<Folders, 'state'>): Kubectl {
  const fixed = ['--kubeconfig', kubeconfig, '--cache-dir', join(state, 'kubectl-cache'), '--request-timeout=30s'];
  return (args, input) => runOrFail(program, [...fixed, ...args], input === undefined ? {} : { input });
}
