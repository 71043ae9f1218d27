import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { withLock } from '../process/lock.ts';
import type { TakeDownRequest } from '../cluster.ts';
import { foldersOf } from '../state.ts';
import { removeEmpty } from '../files.ts';
import { claimed, releaseAddresses } from './address-plan.ts';
import { lockOf } from './bring-up.ts';
import { endGroup, processesIn, removeGroup } from './control-groups.ts';
import { stopDaemon } from '../process/daemon.ts';
import { controlGroupOf } from './instance.ts';
import { closeNamespaces } from './namespaces.ts';
import { disconnectNode } from './network.ts';
import { waitFor } from '../wait.ts';

/**
 * Removes everything an instance made on this machine, and nothing else. It also works after an incomplete start, or if
 * some processes were killed.
 * @returns false if nothing was there
 */
export async function takeDownBare({ name, keep, progress }: TakeDownRequest): Promise<boolean> {
  const folders = foldersOf(name);
  const group = controlGroupOf(name);
  const addresses = claimed(name);
  if (
    addresses === undefined &&
    !existsSync(folders.state) &&
    !existsSync(folders.run) &&
    processesIn(group).length === 0
  )
    return false;
  return withLock(lockOf(name), async () => {
    await progress.step(keep ? 'pods and daemons stopped' : 'pods and daemons ended', async () => {
      if (keep) await stopInOrder(group, folders);
      if (!(await endGroup(group, '', 'SIGKILL', 20)))
        throw new Error(`processes ${processesIn(group).join(', ')} cannot be killed`);
    });
    await progress.step('namespaces, mounts, devices and control groups removed', async () => {
      if (addresses) await disconnectNode(addresses);
      await closeNamespaces(folders.run);
      // A killed process leaves its group a moment later.
      await waitFor({ what: 'empty control group', timeout: 10_000, every: 50 }, async () => ({
        found: removeGroup(group),
      }));
    });
    if (!keep) {
      await progress.step('state removed', () => {
        rmSync(folders.state, { recursive: true, force: true });
        releaseAddresses(name);
        removeEmpty(dirname(folders.state));
      });
    }
    return true;
  });
}

/** Gives pods and databases the time to end well and keep their data. */
async function stopInOrder(group: string, folders: { readonly run: string }): Promise<void> {
  for (const starter of ['kube-controller-manager', 'kube-scheduler', 'kubelet']) {
    await stopDaemon(folders, starter);
  }
  await endGroup(group, 'kubepods', 'SIGTERM', 10);
  for (const daemon of ['kube-apiserver', 'etcd']) {
    await stopDaemon(folders, daemon);
  }
}
