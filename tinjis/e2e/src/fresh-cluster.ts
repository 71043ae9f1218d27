import { type LiveCluster, knownCluster } from '@tinjis/cluster/cluster';
import { progressOf } from '@tinjis/cluster/progress';
import { foldersOf } from '@tinjis/cluster/state';
import { styleFor } from '@tinjis/delivery/print/style';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import { bringUp } from '@tinjis/platform/up';
import { statusOf } from '@tinjis/platform/status/status';
import { statusText } from '@tinjis/platform/status/text';
import { takeDown } from '@tinjis/platform/down';
import type { E2eSurroundings } from './e2e.ts';

/**
 * Brings an instance up from nothing, does something with it, and takes it down again, whatever the result. It first
 * removes what an interrupted run has left: its state could decide the result.
 * @throws Failure naming the step of `up` that failed twice
 */
export async function onFreshCluster<T>(
  name: string,
  around: E2eSurroundings,
  work: (cluster: LiveCluster) => Promise<T>,
): Promise<T> {
  const down = () => takeDown({ name, keep: false, progress: progressOf(around.progress) });
  try {
    await down();
    await upOrRepair(name, around);
    const cluster = knownCluster(foldersOf(name));
    if (!cluster)
      throw new Failure('found', {
        what: `\`tinjis up --name ${name}\` ended without a cluster`,
        fix: 'run it by itself; it says which step failed',
      });
    return await work(cluster);
  } finally {
    await down();
  }
}

/**
 * Runs `up` again where a step failed, as `up` tells a person to do. It prints the status first, because the reason is
 * worth a look.
 */
async function upOrRepair(name: string, { root, env, progress, stderr }: E2eSurroundings): Promise<void> {
  const up = () => bringUp({ choice: { name }, root, env, say: progress });
  try {
    await up();
  } catch (error) {
    if (!(error instanceof Failure) || error.exit !== exitCodes.found) throw error;
    progress(error.message);
    progress(await statusOf(name).then((status) => statusText(status, styleFor(stderr, env)), String));
    progress('`up` failed, and is run again: it repairs what is there');
    await up();
  }
}
