import { join } from 'node:path';
import type { Folders } from '../state.ts';
import { runOrFail } from '../process/run.ts';

/** kubectl as the administrator of an instance. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/**
 * @param program path of kubectl
 * @param kubeconfig the administrator's
 */
export function kubectlFor(program: string, kubeconfig: string, { state }: Pick<Folders, 'state'>): Kubectl {
  const fixed = ['--kubeconfig', kubeconfig, '--cache-dir', join(state, 'kubectl-cache'), '--request-timeout=30s'];
  return (args, input) => runOrFail(program, [...fixed, ...args], input === undefined ? {} : { input });
}
