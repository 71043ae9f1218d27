import type { Command } from 'commander';
import type { CommandModule } from '../commands/command.ts';

/**
 * Gives a command all that its command line has: its own arguments and options, those of every command, and its
 * examples.
 */
export function declareCommand(command: Command, { declare, examples, anywhere }: CommandModule): Command {
  declare(command);
  if (!anywhere)
    command.option('-C, --repository <folder>', 'the delivery repository, when it is not the one around this folder');
  return command
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      ['', examples.length > 1 ? 'Examples:' : 'Example:', ...examples.map((line) => `  ${line}`)].join('\n'),
    );
}
