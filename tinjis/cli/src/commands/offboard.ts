import { offboard } from '@tinjis/delivery/plan/offboard';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { carryOut } from './carry-out.ts';
import type { CommandModule } from './command.ts';

/** `tinjis offboard`: takes out a service, or a team with its last one. */
export const command: CommandModule = {
  examples: ['tinjis offboard payments/refunds --dry-run', 'tinjis offboard payments'],
  declare: (command) => {
    command
      .argument('<team>', 'a team with one service, or TEAM/SERVICE')
      .option('--dry-run', 'show what would be written, write nothing')
      .addHelpText(
        'after',
        '\nIt prints what to do on each cluster afterwards, in this order; nothing there is deleted without your confirmation.' +
          '\nExit 1 where it cannot be taken out.',
      );
  },
  run: ({ args, options, context: { root } }) => {
    const [target] = args as [string];
    const tree = diskTree(root);
    const dryRun = options['dryRun'] === true;
    return carryOut('offboard', { root, tree, planned: offboard(tree, target), dryRun, json: { target } });
  },
};
