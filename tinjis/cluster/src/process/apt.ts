import { runOrFail, type RunOptions } from './run.ts';

/**
 * Calls apt-get; when that fails, once more with fresh lists of packages: a new machine has none, an old one’s name
 * files that are gone.
 * @throws Error with apt-get's last words when it fails again
 */
export async function apt(args: readonly string[], options: RunOptions = {}): Promise<void> {
  // As root: apt's own user cannot write into a folder of ours.
  const call = () =>
    runOrFail('apt-get', [...args, '-o', 'APT::Sandbox::User=root'], {
      ...options,
      env: { DEBIAN_FRONTEND: 'noninteractive', ...options.env },
    });
  try {
    await call();
  } catch {
    await runOrFail('apt-get', ['update']);
    await call();
  }
}
