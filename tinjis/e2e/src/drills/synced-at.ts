import { waitFor } from '@tinjis/cluster/wait';
import { stateOf } from '../delivery/arrival.ts';
import type { DeliverySetup } from '../delivery/stage.ts';

/**
 * Waits until Applications are Synced and Healthy at a commit that was pushed by the platform's clone, or at one that
 * came after it.
 * @throws Error that says which is behind, when the time is up
 */
export async function syncedAt(
  { kubernetes, platform }: DeliverySetup,
  names: readonly string[],
  commit: string,
): Promise<void> {
  await waitFor({ what: `${names.join(', ')} to be Synced at ${commit.slice(0, 7)}`, timeout: 150_000 }, async () => {
    const states = await Promise.all(names.map(async (name) => ({ name, ...(await stateOf(kubernetes, name)) })));
    const behind: string[] = [];
    for (const { name, sync, health, revision, message } of states) {
      const isThere = sync === 'Synced' && health === 'Healthy' && (await isAtOrAfter(platform, commit, revision));
      if (!isThere) behind.push(`${name} is ${sync} and ${health} at ${revision.slice(0, 7)} ${message}`.trim());
    }
    return behind.length === 0 ? { found: true } : { instead: behind.join('; ') };
  });
}

async function isAtOrAfter({ git }: DeliverySetup['platform'], commit: string, revision: string): Promise<boolean> {
  if (revision === commit) return true;
  await git('fetch', '--quiet', 'origin', 'main');
  return git('merge-base', '--is-ancestor', commit, revision).then(
    () => true,
    () => false,
  );
}
