import { ciliumState } from './cilium.ts';
import { logFile } from '../process/daemon.ts';
import { type Instance, knownInstance, processOnNode } from './instance.ts';

/** The state of one of the node's own programs. */
interface DaemonReport {
  readonly name: string;
  /** Absent when it does not run. */
  readonly pid?: number;
  readonly log: string;
}

export interface BareReport {
  readonly daemons: readonly DaemonReport[];
  /** Cilium's own state: Ok when all is well; undefined when Cilium does not answer. */
  readonly network: string | undefined;
}

/** The daemons of a node beside its pods, in starting order. */
export const daemons = [
  'etcd',
  'kube-apiserver',
  'containerd',
  'registry',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'cilium-agent',
] as const;

/** The state of a bare cluster's own programs; undefined when no instance has that name. */
export async function reportBare(name: string): Promise<BareReport | undefined> {
  const instance = knownInstance(name);
  return instance && { daemons: reportDaemons(instance), network: await ciliumState(instance) };
}

/** A bare cluster's own programs that do not run; none when no instance has that name. */
export function endedDaemons(name: string): readonly DaemonReport[] {
  const instance = knownInstance(name);
  return instance ? reportDaemons(instance).filter(({ pid }) => pid === undefined) : [];
}

function reportDaemons(instance: Instance): readonly DaemonReport[] {
  return daemons.map((daemon) => {
    const id = processOnNode(instance, daemon);
    return { name: daemon, log: logFile(instance.folders, daemon), ...(id ? { pid: id.pid } : {}) };
  });
}
