import { globSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { entriesIn, textOf } from '@tinjis/cluster/files';
import { claimed } from '@tinjis/cluster/machine/address-plan';
import { processesIn } from '@tinjis/cluster/machine/control-groups';
import { clusterCache, stateRoot } from '@tinjis/cluster/state';

/**
 * Everything a cluster could leave on this machine, line by line. The lines come from the kernel and the disk, not from
 * our memory.
 */
export function footprint(group: string): ReadonlySet<string> {
  return new Set([
    ...readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => `mount ${line.split(' ').slice(3).join(' ')}`)
      .filter((line) => !line.includes(clusterCache())), // all instances build their images there
    ...Object.keys(networkInterfaces()).map((device) => `device ${device}`),
    ...globSync('/sys/fs/cgroup/*/*/').map((folder) => `control group ${folder}`),
    ...['/run', '/run/netns', '/var/lib', '/var/log', '/etc', '/sys/fs/bpf'].flatMap((folder) =>
      named(folder).map((entry) => `file ${folder}/${entry}`),
    ),
    ...[stateRoot(), `${stateRoot()}/.networks`].flatMap((folder) =>
      entriesIn(folder).map((entry) => `file ${folder}/${entry}`),
    ),
    ...settings().map(([name, value]) => `setting ${name} = ${value}`),
    ...processesIn(group).map((pid) => `process ${pid}`),
  ]);
}

/**
 * The lines that `after` holds and `before` does not.
 * @param name the instance under examination: lines that belong to another instance, brought up meanwhile, do not count
 */
export function added(before: ReadonlySet<string>, after: ReadonlySet<string>, name: string): string[] {
  const others = entriesIn(stateRoot()).filter((other) => other !== name && other !== '.networks');
  return [...after].filter((line) => !before.has(line) && !others.some((other) => isOf(other, line)));
}

function isOf(instance: string, line: string): boolean {
  const { hostDevice, index } = claimed(instance) ?? {};
  return (
    [`${stateRoot()}/${instance}`, `${stateRoot()}/.networks/${index}`, `device ${hostDevice}`].some((end) =>
      line.endsWith(end),
    ) || new RegExp(`/tinjis-${instance}(?:/| |$)`).test(line)
  );
}

/**
 * Kernel settings that hold for the whole machine. Counters, which change by themselves, lie elsewhere or are left out.
 */
function settings(): [string, string][] {
  const files = globSync([
    '/proc/sys/kernel/**',
    '/proc/sys/vm/**',
    '/proc/sys/net/core/**',
    '/proc/sys/net/netfilter/**',
    '/proc/sys/user/**',
  ]);
  return files
    .filter((file) => !/random|ns_last_pid|pty\/nr|nf_conntrack_count|compact_memory|drop_caches/.test(file))
    .flatMap((file): [string, string][] => {
      const text = textOf(file); // undefined for a folder, and for a write-only file
      return text === undefined ? [] : [[file, text.trim()]];
    });
}

/** Entries that a cluster's programs could have put there. Whatever else is installed meanwhile has other names. */
function named(folder: string): string[] {
  return entriesIn(folder).filter((entry) =>
    /tinjis|kube|containerd|containers|cni|cilium|etcd|netns|pods|registry|xtables|runc/.test(entry),
  );
}
