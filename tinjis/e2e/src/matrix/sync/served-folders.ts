import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { remoteOf } from '../../delivery/served.ts';
import { cloneInto } from '../../delivery/working-copy.ts';
import { commitOn } from '../git/change.ts';
import { mainOf } from '../git/pusher.ts';
import type { Participants } from '../world.ts';

/** Branch of the served repository that holds the cases' folders: nothing that runs is delivered from it. */
export const branch = 'refs/heads/tinjis-matrix';

/**
 * Puts each case's objects into a folder of its own, `tinjis-matrix/<case>/`, on a branch beside main; it is deleted in
 * the end.
 */
export async function serveFolders(
  { context, platformAdmin }: Participants,
  folders: ReadonlyMap<string, readonly LiveObject[]>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tinjis-matrix-'));
  context.putBack('a clone', () => rm(folder, { recursive: true, force: true }));
  const copy = await cloneInto(folder, remoteOf(context, platformAdmin.name));
  context.putBack(
    "the branch with the cases' folders",
    async () => void (await copy.git('push', '--quiet', 'origin', `:${branch}`)),
  );
  const changes = [...folders].flatMap(([id, objects]) =>
    objects.map((object, index) => ({
      path: `tinjis-matrix/${id}/${index}.yaml`,
      text: `${JSON.stringify(object, null, 2)}\n`,
    })),
  );
  const commit = await commitOn(copy, await mainOf(copy), changes, 'Folders for the matrix of denials');
  await copy.git('push', '--quiet', 'origin', `+${commit}:${branch}`);
}
