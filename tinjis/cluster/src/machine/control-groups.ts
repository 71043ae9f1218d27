import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../files.ts';

const root = '/sys/fs/cgroup';

/**
 * The generation of control groups on this machine. The code for the second follows the kernel's documentation and has
 * never run.
 */
export function generation(): 1 | 2 {
  return existsSync(join(root, 'cgroup.controllers')) ? 2 : 1;
}

/** The folder that Cilium takes as the root of the second generation. */
export function unifiedRoot(): string {
  return generation() === 2 ? root : join(root, 'unified');
}

/**
 * Puts everything an instance runs into a control group of its own, in every hierarchy. Its kubelet then does not take
 * another instance's pods for orphans, and `down` ends exactly the processes of the group.
 * @param group name of the group, such as `tinjis-NAME`
 */
export function createGroup(group: string): void {
  if (generation() === 2) {
    enableControllers(root);
    mkdirSync(join(root, group), { recursive: true });
    enableControllers(join(root, group));
    return;
  }
  for (const hierarchy of hierarchies()) {
    mkdirSync(join(hierarchy, group), { recursive: true });
    // A new cpuset is empty, and no process can run in it.
    for (const file of ['cpuset.cpus', 'cpuset.mems'].filter((name) => existsSync(join(hierarchy, name)))) {
      writeFileSync(join(hierarchy, group, file), readFileSync(join(hierarchy, file)));
    }
  }
}

/**
 * Makes a place for a daemon in the group.
 * @returns the file that takes a process number
 */
export function placeFor(group: string, daemon: string): string {
  const folder = join(generation() === 2 ? root : join(root, 'pids'), group, 'daemons', daemon);
  mkdirSync(folder, { recursive: true });
  return join(folder, 'cgroup.procs');
}

/** Numbers of all processes in the group or in a part of it. */
export function processesIn(group: string, part = ''): number[] {
  return [
    ...new Set(
      hierarchies()
        .flatMap((hierarchy) => folders(join(hierarchy, group, part)))
        .flatMap((folder) => ((textOf(join(folder, 'cgroup.procs')) ?? '').match(/^\d+$/gm) ?? []).map(Number)),
    ),
  ];
}

/**
 * Sends a signal to every process of the group and waits until all are gone.
 * @param seconds how long to wait; the caller deals with processes that are left then
 * @returns whether all are gone
 */
export async function endGroup(group: string, part: string, name: NodeJS.Signals, seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  const signalled = new Set<number>();
  for (;;) {
    const left = processesIn(group, part);
    if (left.length === 0) return true;
    for (const pid of left.filter((each) => name === 'SIGKILL' || !signalled.has(each))) {
      signalled.add(pid);
      try {
        process.kill(pid, name);
      } catch {
        // it ended in the meantime
      }
    }
    if (performance.now() >= end) return false;
    await sleep(30);
  }
}

/** Removes the group. Its processes must have ended. */
export function removeGroup(group: string): void {
  for (const folder of hierarchies().flatMap((hierarchy) => folders(join(hierarchy, group)))) {
    rmdirSync(folder);
  }
}

function enableControllers(folder: string): void {
  const controllers = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trim().split(' ');
  writeFileSync(join(folder, 'cgroup.subtree_control'), controllers.map((each) => `+${each}`).join(' '));
}

/** Mount points; several names may lead to the same mount (cpu and cpuacct to cpu,cpuacct). */
function hierarchies(): string[] {
  if (generation() === 2) return [root];
  return [...new Set(readdirSync(root).map((name) => realpathSync(join(root, name))))].filter((path) =>
    existsSync(join(path, 'cgroup.procs')),
  );
}

/** A folder and everything below it, deepest first. */
function folders(top: string): string[] {
  if (!existsSync(top)) return [];
  const below = readdirSync(top, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...below.flatMap(({ name }) => folders(join(top, name))), top];
}
