import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { verify } from '@tinjis/delivery/api';
import { cacheFolder, folderMemory } from '@tinjis/manifests/cache';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { Reader } from '@tinjis/manifests/reader';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { gitTree } from '@tinjis/manifests/tree/git';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { proofOutcome } from '@tinjis/delivery/print/proof';
import type { CommandModule, Invocation } from './command.ts';
import { unreadable } from '@tinjis/delivery/print/findings';

/** `tinjis verify`: proves every promise over all identities, actions and targets. */
export const command: CommandModule = {
  examples: ['tinjis verify', 'tinjis verify --revision main'],
  declare: (declared) =>
    void declared.option('--revision <revision>', 'prove a Git revision instead of the files as they are'),
  run,
};

/** What is verified: a revision, or the files as they are. */
export interface Place {
  readonly root: string;
  readonly revision?: string;
}

/** What the thread beside gets. */
export interface Beside extends Place {
  /** The cache in which both threads keep what they have proved. */
  readonly folder: string;
}

/** The number of files from which a second thread saves more than it costs: some 300 services. */
const many = 4000;

async function run({ options, context: { root, env } }: Invocation): Promise<Outcome> {
  const place: Place = { root, ...(options as { readonly revision?: string }) };
  const tree = treeAt(place);
  const folder = cacheFolder(env);
  const beside = folder === undefined || tree.paths.length < many ? 0 : Math.min(1, availableParallelism() - 1);
  const file = join(packageFolder, '../cli/src/commands/verify-thread.ts');
  let threads: readonly Worker[] = [];
  const report = verify(tree, new Reader(), folderMemory(folder), () => {
    threads = Array.from({ length: beside }, () => new Worker(file, { workerData: { ...place, folder } }));
  });
  await Promise.all(threads.map((thread) => thread.terminate()));
  return 'faults' in report ? unreadable(report.faults) : proofOutcome(report);
}

export function treeAt({ root, revision }: Place): Tree {
  return revision === undefined ? diskTree(root) : gitTree(root, revision);
}
