import { readFileSync } from 'node:fs';
import { health } from './cilium.ts';
import { processesIn } from './control-groups.ts';
import { logFile } from './daemon.ts';
import { knownInstance, processOnNode } from './instance.ts';

/** How one of the node's own programs is. */
export interface DaemonReport {
  readonly name: string;
  /** Absent when it does not run. */
  readonly pid?: number;
  /** Resident memory in bytes. */
  readonly memory: number;
  readonly log: string;
}

export interface BareReport {
  readonly daemons: readonly DaemonReport[];
  /** What Cilium says of itself: Ok when all is well. */
  readonly network: string | undefined;
  /** Resident memory of everything the instance runs, pods and all, in bytes. What processes share counts for each. */
  readonly memory: number;
}

/** What runs on a node beside its pods, in the order in which it is started. */
export const daemons = [
  'etcd', 'kube-apiserver', 'registry', 'kube-controller-manager', 'kube-scheduler', 'containerd', 'kubelet', 'kube-proxy', 'cilium-agent',
] as const;

/** How a bare cluster's own programs are; undefined when there is no instance of that name. */
export async function reportBare(name: string): Promise<BareReport | undefined> {
  const instance = knownInstance(name);
  if (!instance) return undefined;
  return {
    daemons: daemons.map((daemon) => {
      const id = processOnNode(instance, daemon);
      return { name: daemon, log: logFile(instance.folders, daemon), memory: id ? resident(id.pid) : 0, ...(id ? { pid: id.pid } : {}) };
    }),
    network: await health(instance),
    memory: processesIn(instance.group).reduce((sum, pid) => sum + resident(pid), 0),
  };
}

function resident(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it ended in between
  }
}
