import { rename } from '@tinjis/delivery/plan/rename';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { carryOut } from './carry-out.ts';
import type { CommandModule } from './command.ts';

/** `tinjis rename`: gives a service another name or team, as a second service beside it. */
export const command: CommandModule = {
  examples: [
    'tinjis rename billing/antaeus invoices --dry-run',
    'tinjis rename billing/antaeus finance/invoices --member ann --dry-run',
  ],
  declare: (command) => {
    command
      .argument('<service>', 'the service, as TEAM/SERVICE')
      .argument('<name>', 'its new name, or TEAM/NAME')
      .option('--member <login...>', 'GitHub logins of a new team')
      .option('--dry-run', 'show what would be written, write nothing')
      .addHelpText(
        'after',
        '\nIt takes two pull requests: this one writes the service under its new name beside the old one, word by word, so read the copies;' +
          '\nthe other one is `tinjis offboard`, once the data has moved and nobody calls the old name. What lies between is printed.' +
          '\nExit 1 where it cannot be renamed.',
      );
  },
  run: ({ args, options, context: { root } }) => {
    const [from, to] = args as [string, string];
    const { member = [], dryRun } = options as { readonly member?: readonly string[]; readonly dryRun?: true };
    const tree = diskTree(root);
    const planned = rename(tree, from, to, member);
    return carryOut('rename', { root, tree, planned, dryRun: dryRun === true, json: { from, to } });
  },
};
