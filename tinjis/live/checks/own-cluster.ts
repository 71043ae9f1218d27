import type { Invocation } from '../../src/commands/command.ts';
import { exitCodes } from '../../src/outcome/exit-codes.ts';
import { Failure } from '../../src/outcome/failure.ts';
import { styleFor } from '../../src/render/style.ts';
import { type Cluster, readCluster } from '../cluster.ts';
import { statusOf } from '../platform/status/status.ts';
import { statusText } from '../platform/status/text.ts';
import { foldersOf } from '../state.ts';

/**
 * Brings an instance up, does something with it, and takes it down again, whatever came of it.
 * @throws Failure naming the step of `up` that failed twice
 */
export async function onOwnCluster<T>(
  name: string,
  invocation: Invocation,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const [up, down] = await Promise.all([import('../commands/up.ts'), import('../commands/down.ts')]);
  const related = { ...invocation, options: { name } };
  try {
    await upOrRepair(name, async () => up.command.run(related), invocation);
    const cluster = readCluster(foldersOf(name));
    if (!cluster)
      throw new Failure('found', {
        what: `\`tinjis up --name ${name}\` ended without a cluster`,
        fix: 'run it by itself; it says which step failed',
      });
    return await work(cluster);
  } finally {
    await down.command.run(related);
  }
}

/**
 * Once more where a step failed: that is what `up` tells a person to do. Said aloud with what is wrong, for it is worth
 * a look.
 */
async function upOrRepair(
  name: string,
  up: () => Promise<unknown>,
  { context: { progress, stderr, env } }: Invocation,
): Promise<void> {
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
