import { accessSync, constants, readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { assertNoneMissing, type MissingCondition } from '../prerequisites.ts';
import { textOf } from '../files.ts';

const gibibyte = 1024 ** 3;

/** The conditions of a bare cluster that this machine does not meet. The check changes nothing. */
function missingForBare(): readonly MissingCondition[] {
  if (process.platform !== 'linux')
    return [
      { what: `the system is ${process.platform}, not Linux`, fix: 'use --kind (Docker) or --context (your own)' },
    ];
  const missing: MissingCondition[] = [];
  const need = (met: boolean, what: string, fix: string) => {
    if (!met) missing.push({ what, fix });
  };
  need(process.getuid?.() === 0, 'this is not root', 'run the same command with sudo, or use --kind or --context');
  const release = textOf('/etc/os-release') ?? '';
  need(/^(?:ID|ID_LIKE)=.*\b(?:debian|ubuntu)\b/m.test(release), 'the system is not Debian', 'use --kind or --context');
  need(
    ['x64', 'arm64'].includes(process.arch),
    `the processor is ${process.arch}`,
    'use a machine with amd64 or arm64',
  );
  const absent = Object.keys(programs).filter((program) => !isOnPath(program));
  const install = [...new Set(absent.map((program) => programs[program]))].join(' ');
  need(absent.length === 0, `there is no ${absent.join(', ')}`, `apt-get install ${install}`);
  const systems = textOf('/proc/filesystems') ?? '';
  for (const [system, option] of Object.entries({ overlay: 'CONFIG_OVERLAY_FS', bpf: 'CONFIG_BPF_SYSCALL' })) {
    need(
      new RegExp(`\\t${system}$`, 'm').test(systems),
      `the kernel has no ${system} file system`,
      `load or build it in (${option}), or use --kind or --context`,
    );
  }
  need(
    / - cgroup2? /.test(readFileSync('/proc/self/mountinfo', 'utf8')),
    'no control groups are mounted',
    'mount them below /sys/fs/cgroup',
  );
  need(
    totalmem() >= 4 * gibibyte,
    `there is ${(totalmem() / gibibyte).toFixed(1)} GiB of memory, ${(freemem() / gibibyte).toFixed(1)} of it free`,
    'use a machine with 4 GiB or more',
  );
  return missing;
}

/** @throws Failure (misuse) naming everything that is missing at once */
export function assertBarePossible(): void {
  assertNoneMissing('cluster', missingForBare());
}

/** Programs that everything else needs, and the Debian package of each. */
const programs: Readonly<Record<string, string>> = {
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  flock: 'util-linux',
  mount: 'mount',
  umount: 'mount',
  go: 'golang-go',
  python3: 'python3-venv',
  buildah: 'buildah',
  git: 'git',
};

function isOnPath(program: string): boolean {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
