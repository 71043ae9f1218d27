import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopDaemon } from '../machine/daemon.ts';
import { run } from '../machine/run.ts';
import type { Progress } from '../progress.ts';
import { gitDaemon } from '../platform/git-daemon.ts';
import { foldersOf } from '../state.ts';
import { exists, kindName } from './bring-up.ts';
import { registryContainer } from './registry.ts';

export interface TakeDownRequest {
  readonly name: string;
  /** Only stops the containers, so that the next `up` goes on with the same cluster. */
  readonly keep: boolean;
  readonly progress: Progress;
}

/**
 * Removes the containers of an instance, with their volumes, and its state.
 * @returns false when there was nothing
 */
export async function takeDownKind({ name, keep, progress }: TakeDownRequest): Promise<boolean> {
  // Without Docker there is nothing of it either.
  const names = await run('docker', ['ps', '--all', '--format', '{{.Names}}']).catch(() => '');
  const containers = names.split('\n')
    .filter((each) => each === registryContainer(name) || each.startsWith(`${kindName(name)}-control-plane`));
  if (containers.length === 0) return false;
  const folders = foldersOf(name);
  await stopDaemon(folders, gitDaemon);
  if (keep) {
    await progress.step('containers stopped', () => run('docker', ['stop', ...containers]));
    return true;
  }
  await progress.step('kind cluster and registry removed', async () => {
    if (await exists(name)) await run('kind', ['delete', 'cluster', '--name', kindName(name), '--kubeconfig', join(folders.state, 'kubeconfig')]);
    if (containers.includes(registryContainer(name))) await run('docker', ['rm', '--force', '--volumes', registryContainer(name)]);
  });
  rmSync(folders.run, { recursive: true, force: true });
  rmSync(folders.state, { recursive: true, force: true });
  return true;
}
