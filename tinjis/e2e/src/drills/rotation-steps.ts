import { localCluster } from '@tinjis/platform/platform';
import type { DeliverySetup } from '../delivery/stage.ts';
import { runTinjis, type CommandResult } from '../harness/tinjis.ts';
import { syncedAt } from './synced-at.ts';

type Step = 'start' | 'switch' | 'finish';

/**
 * Takes the steps that a rotation which was broken off still lacks; each refuses when there is nothing for it to do.
 */
export async function completeRotation(stage: DeliverySetup): Promise<void> {
  await stage.platform.update();
  for (const step of ['switch', 'finish'] as const) {
    if ((await seal(stage, step)).exit === 0) await merge(stage, step);
  }
}

/** One step: the command in the platform's clone, the merge, and the sync of the Applications it touches. */
export async function rotationStep(stage: DeliverySetup, step: Step): Promise<void> {
  await stage.platform.update();
  const { exit, text } = await seal(stage, step);
  if (exit !== 0) throw new Error(`tinjis seal --rotate ${step} ended with ${exit}: ${text}`);
  await merge(stage, step);
}

function seal({ platform }: DeliverySetup, step: Step): Promise<CommandResult> {
  return runTinjis(['seal', 'billing/antaeus', '--cluster', localCluster, '--rotate', step], platform.folder);
}

async function merge(stage: DeliverySetup, step: Step): Promise<void> {
  const { platform } = stage;
  const files = (await platform.git('diff', '--name-only')).split('\n');
  await platform.commit(`Rotate Antaeus' API key: ${step}`);
  // apps/TEAM/SERVICE/…: the Application is called like the service.
  await syncedAt(stage, [...new Set(files.map((file) => file.split('/')[2] ?? ''))], await platform.push());
}
