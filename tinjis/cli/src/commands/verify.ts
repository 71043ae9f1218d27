import { verify } from '@tinjis/delivery/api';
import { cacheFolder, folderMemory } from '@tinjis/manifests/cache';
import { Reader } from '@tinjis/manifests/reader';
import { diskTree } from '@tinjis/manifests/tree/tree';
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

function run({ options, context }: Invocation): Outcome {
  const { revision } = options as { readonly revision?: string };
  const tree = revision === undefined ? diskTree(context.root) : gitTree(context.root, revision);
  const report = verify(tree, new Reader(), folderMemory(cacheFolder(context.env)));
  return 'faults' in report ? unreadable(report.faults) : proofOutcome(report);
}
