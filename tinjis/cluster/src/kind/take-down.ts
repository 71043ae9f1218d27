import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeEmpty } from '../files.ts';
import { runOrFail } from '../process/run.ts';
import type { TakeDownRequest } from '../cluster.ts';
import { foldersOf } from '../state.ts';
import { kindName } from './bring-up.ts';
import { containerNames, registryContainer } from './registry.ts';

/**
 * Removes the containers of an instance, with their volumes, and its state.
 * @returns false if nothing was there
 * @throws Error if Docker, which knows the containers, does not answer
 */
export async function takeDownKind({ name, keep, progress }: TakeDownRequest): Promise<boolean> {
  const folders = foldersOf(name);
  const containers = await containersOf(name);
  if (containers.length === 0 && !existsSync(folders.state)) return false;
  if (keep) {
    if (containers.length > 0)
      await progress.step('containers stopped', () => runOrFail('docker', ['stop', ...containers]));
    return true;
  }
  await progress.step('kind cluster and registry removed', async () => {
    if (containers.includes(nodeContainer(name))) {
      const kubeconfig = join(folders.state, 'kubeconfig');
      await runOrFail('kind', ['delete', 'cluster', '--name', kindName(name), '--kubeconfig', kubeconfig]);
    }
    if (containers.includes(registryContainer(name)))
      await runOrFail('docker', ['rm', '--force', '--volumes', registryContainer(name)]);
  });
  rmSync(folders.run, { recursive: true, force: true });
  rmSync(folders.state, { recursive: true, force: true });
  removeEmpty(dirname(folders.state));
  return true;
}

/** Whether Docker has containers of an instance. Without Docker, there are none. */
export async function hasContainers(name: string): Promise<boolean> {
  return (await containersOf(name).catch(() => [])).length > 0;
}

async function containersOf(name: string): Promise<readonly string[]> {
  return (await containerNames()).filter((each) => [registryContainer(name), nodeContainer(name)].includes(each));
}

/** The container name that kind gives the one node. */
function nodeContainer(name: string): string {
  return `${kindName(name)}-control-plane`;
}
