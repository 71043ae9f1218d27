import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { apt, runOrFail } from '../process/run.ts';
import type { Buildah } from './buildah.ts';

/** Debian release of the root. Another release than the machine's could need keys that the machine lacks. */
const suite = 'bookworm';

/** Files to leave out of every package, as in Debian's official image: nobody reads manuals in a container. */
const dpkg = [
  'force-unsafe-io',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/doc/*',
];

/** The arguments of mmdebstrap, beside the machine's own list of archives. */
const options = [
  '--mode=root',
  '--variant=essential',
  '--include=apt',
  `--setup-hook=mkdir -p "$1/etc/dpkg/dpkg.cfg.d" && printf '%s\\n' ${dpkg.map((line) => `'${line}'`).join(' ')} >"$1/etc/dpkg/dpkg.cfg.d/small"`,
  '--customize-hook=rm -rf "$1"/usr/share/man/* "$1"/usr/share/locale/* "$1"/usr/share/doc/*',
];

/** Name of the root in buildah's storage. It is made once for these options; remove it there to take newer packages. */
export const debianRoot = `localhost/tinjis/debian:${createHash('sha256')
  .update(JSON.stringify([suite, options]))
  .digest('hex')
  .slice(0, 16)}`;

/**
 * Makes Debian's essential system, with apt, from the archives that this machine installs from. It is the base of some
 * stand-ins.
 * @param cache the cluster's cache folder
 * @throws Error when the archive cannot be reached, or this is not a Debian machine
 */
export async function makeDebianRoot(buildah: Buildah, cache: string): Promise<void> {
  const mmdebstrap = await unpackedPackage('mmdebstrap', cache);
  // dpkg waits for the disk after each file; in memory it waits for nothing.
  const memory = existsSync('/dev/shm') ? '/dev/shm' : join(cache, 'images');
  // A fixed name instead of a new one each time: the next run removes the remains of an interrupted run.
  const scratch = join(memory, 'tinjis-debian-root');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  try {
    const archive = join(scratch, 'root.tar');
    await runOrFail(join(mmdebstrap, 'usr/bin/mmdebstrap'), ['--quiet', ...options, suite, archive, ...sources()], {
      env: {
        TMPDIR: scratch,
        SOURCE_DATE_EPOCH: '0',
        PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter),
      },
    });
    await buildah.importRoot(debianRoot, archive);
    await buildah.keepOnly(debianRoot);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The machine's own list of Debian archives; a mirror that is set there is used here too. */
function sources(): readonly string[] {
  return ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']
    .filter((file) => existsSync(file))
    .slice(0, 1);
}

/**
 * The files of a Debian package, unpacked in the cache. Nothing is installed on the machine.
 * @param cache the cluster's cache folder
 * @returns folder that stands for the root
 * @throws Error when the archive cannot be reached
 */
export async function unpackedPackage(name: string, cache: string): Promise<string> {
  const folder = join(cache, 'images', 'packages', name);
  if (existsSync(folder)) return folder;
  mkdirSync(join(folder, '..'), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  await apt(['download', name], { cwd: unfinished });
  for (const archive of readdirSync(unfinished).filter((file) => file.endsWith('.deb'))) {
    await runOrFail('dpkg-deb', ['--extract', join(unfinished, archive), join(unfinished, 'root')]);
  }
  try {
    renameSync(join(unfinished, 'root'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another process was first
  }
  rmSync(unfinished, { recursive: true });
  return folder;
}
