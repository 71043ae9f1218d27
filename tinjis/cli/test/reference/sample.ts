import type { CommandModule } from '../../src/commands/command.ts';
import type { ListedCommand } from '../../src/commands/command.ts';

const listed = (name: string, summary: string, module: Omit<CommandModule, 'run'>): ListedCommand => ({
  name,
  summary,
  load: async () => ({ command: { ...module, run: () => ({ exit: 0, text: () => '', json: {} }) } }),
});

/** Two commands with everything that a command line may have. */
export const sample: readonly ListedCommand[] = [
  listed('greet', 'say <hello> | not more', {
    examples: ['tinjis greet you them --loud', 'echo x | tinjis greet you -t "$(date +%H)" | cat'],
    declare: (command) => {
      command
        .argument('<name>', "somebody's name")
        .argument('[others...]', 'more')
        .option('--loud', "in [capitals]: don't")
        .option('-t, --time <hour>', 'when', 'now')
        .addHelpText('after', '\nNobody is left out.');
    },
  }),
  listed('look', 'see', {
    anywhere: true,
    examples: ['npm run look', 'npm look -- all'],
    declare: (command) => {
      command.argument('[at]', 'what', 'all');
    },
  }),
];
