import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import type { Instance } from './instance.ts';
import { runOrFail } from '../process/run.ts';

/**
 * Gives the instance a network namespace and a mount namespace. They live without any process in them, until
 * `closeNamespaces` or a reboot.
 */
export async function openNamespaces({ folders }: Instance): Promise<void> {
  if (areOpen(folders.run)) return;
  await closeNamespaces(folders.run);
  mkdirSync(folders.run, { recursive: true, mode: 0o700 });
  // A file system of its own: unmounting it removes everything in it. A namespace's file also needs a private one to be
  // mounted on.
  await runOrFail('mount', ['--no-mtab', '-t', 'tmpfs', '-o', 'mode=0700', '--make-private', 'tmpfs', folders.run]);
  mkdirSync(join(folders.run, 'ns'));
  for (const kind of ['net', 'mnt']) {
    writeFileSync(join(folders.run, 'ns', kind), '');
  }
  for (const kept of [folders.state, folders.cache]) {
    mkdirSync(kept, { recursive: true, mode: 0o700 });
  }
  await runOrFail('unshare', [
    `--net=${folders.run}/ns/net`,
    `--mount=${folders.run}/ns/mnt`,
    '--propagation',
    'slave',
    '--',
    'sh',
    join(dirname(packageFolder), 'cluster', 'src', 'machine', 'private-mounts.sh'),
    folders.run,
    folders.state,
    folders.cache,
  ]);
  writeFileSync(join(folders.run, 'ns', 'complete'), '');
}

/** Whether the namespaces exist and are complete. They are not after a reboot or an interrupted start. */
export function areOpen(runFolder: string): boolean {
  return existsSync(join(runFolder, 'ns', 'complete')) && mounts(runFolder).length === 3;
}

/**
 * The words that make a command run in the instance's namespaces when put before it. `ip netns exec` would hide the
 * control groups.
 */
export function inside({ folders }: Instance): readonly string[] {
  return ['nsenter', `--net=${folders.run}/ns/net`, `--mount=${folders.run}/ns/mnt`, '--'];
}

/** Releases the namespaces. When the last process in them ends, all of their devices, rules and mounts go. */
export async function closeNamespaces(runFolder: string): Promise<void> {
  for (const mount of mounts(runFolder).toReversed()) {
    await runOrFail('umount', ['--no-mtab', mount]).catch(() => runOrFail('umount', ['--no-mtab', '--lazy', mount]));
  }
  rmSync(runFolder, { recursive: true, force: true });
}

/** Mount points at and below a folder, in mount order. */
function mounts(folder: string): string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`));
}
