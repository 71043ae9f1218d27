import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { machine } from 'node:os';
import { delimiter, join } from 'node:path';
import { dropUnused, noteUse } from '@tinjis/manifests/cache';
import type { Progress } from '../progress.ts';
import { apt, runOrFail } from '../process/run.ts';

/** Debian packages that a node needs, and their purpose. */
const packages: Readonly<Record<string, string>> = {
  containerd: 'runs the pods',
  runc: 'runs their containers',
  'containernetworking-plugins': 'the loopback device of every pod',
  nftables: 'kube-proxy writes its rules with nft',
  iptables: 'Cilium lets the kubelet’s probes through with it',
  ipset: 'Cilium keeps the addresses of nodes in sets',
  conntrack: 'kube-proxy forgets connections to endpoints that are gone',
  'clang-19': 'Cilium compiles its BPF programs when it runs',
  'docker-registry': 'the registry that stands in for the public ones',
  iproute2: 'sets up the network namespace',
};

/** Programs from those packages. */
type PackagedProgram = (typeof programs)[number];
const programs = [
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'nft',
  'iptables',
  'iptables-save',
  'iptables-restore',
  'ip6tables',
  'ip6tables-save',
  'ip6tables-restore',
  'ipset',
  'conntrack',
  'clang',
  'docker-registry',
  'ip',
] as const;

/** The unpacked packages. */
export interface Packages {
  /** Folder with every program under its own name, for the PATH of daemons. */
  readonly bin: string;
  program(name: PackagedProgram): string;
  /** The CNI plugin that gives a pod its loopback device. */
  readonly loopback: string;
}

/**
 * Downloads the packages that this machine lacks from Debian's archive, and unpacks them in the cache. An installed
 * containerd or registry would start as a service of the machine, and stay when the cluster is gone.
 * @param cache the cluster's cache folder
 * @throws Error naming the missing packages if the archive cannot be reached
 */
export async function ensurePackages(cache: string, progress: Progress): Promise<Packages> {
  const made = createHash('sha256').update(JSON.stringify([packages, programs, layout]));
  const folder = join(cache, 'packages', made.digest('hex').slice(0, 16));
  if (!existsSync(folder)) await progress.step('Debian packages unpacked in the cache', () => unpack(folder));
  noteUse(folder);
  dropUnused(join(cache, 'packages'));
  const bin = join(folder, 'bin');
  const own = join(folder, 'root/usr/lib/cni/loopback');
  return { bin, program: (name) => join(bin, name), loopback: existsSync(own) ? own : '/usr/lib/cni/loopback' };
}

/** Raised when the folder's layout changes. */
const layout = 2;

async function unpack(folder: string): Promise<void> {
  mkdirSync(join(folder, '..'), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  const root = join(unfinished, 'root');
  const archives = join(unfinished, 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  mkdirSync(root);
  // Downloads exactly the packages that apt would install: it leaves out packages and libraries that are here already.
  const only = ['--yes', '--download-only', '--no-install-recommends', '-o', `Dir::Cache::archives=${archives}`];
  await apt(['install', ...only, ...Object.keys(packages)]);
  for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    await runOrFail('dpkg-deb', ['--extract', join(archives, archive), root]);
  }
  rmSync(archives, { recursive: true });
  mkdirSync(join(unfinished, 'bin'));
  for (const program of programs) {
    offer(program, unfinished, folder);
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true }); // another process was first
  }
}

/** Puts a program into `bin`: an unpacked program with its own libraries alone, an installed program as a link. */
function offer(program: PackagedProgram, unfinished: string, folder: string): void {
  const places = ['usr/sbin', 'usr/bin', 'sbin', 'bin', 'usr/lib/llvm-19/bin'];
  // Inside the package, a program that Debian links by "alternatives" at installation has another name.
  const names = [program, program.replace(/^(ip6?tables)/, '$1-nft')];
  const unpacked = places
    .flatMap((place) => names.map((name) => join('root', place, name)))
    .find((path) => existsSync(join(unfinished, path)));
  const target = join(unfinished, 'bin', program);
  if (unpacked !== undefined) {
    const libraries = join(folder, 'root/usr/lib', `${machine()}-linux-gnu`);
    writeFileSync(
      target,
      [
        '#!/bin/sh',
        `export LD_LIBRARY_PATH="${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`,
        ...(program.includes('tables') ? [`export XTABLES_LIBDIR="${libraries}/xtables"`] : []),
        `exec ${join(folder, unpacked)} "$@"`,
        '',
      ].join('\n'),
      { mode: 0o755 },
    );
    return;
  }
  const path = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/lib/llvm-19/bin'];
  const installed = path.map((place) => join(place, program)).find((file) => existsSync(file));
  if (installed === undefined)
    throw new Error(
      `${program} is neither in the Debian packages (${Object.keys(packages).join(', ')}) nor on this machine`,
    );
  symlinkSync(installed, target);
}
