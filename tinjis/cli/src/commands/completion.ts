import { exitCodes, Failure } from '@tinjis/manifests/failure';
import { bashCompletion, fishCompletion, zshCompletion } from '../reference/completion.ts';
import { describeCommands } from '../reference/describe.ts';
import type { CommandModule } from './command.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `tinjis completion`: the script that lets a shell complete commands and options. */
export const command: CommandModule = {
  anywhere: true,
  examples: ['source <(tinjis completion bash)', 'tinjis completion fish > ~/.config/fish/completions/tinjis.fish'],
  declare: (command) => {
    command
      .argument('<shell>', `one of ${Object.keys(shells).join(', ')}`)
      .addHelpText(
        'after',
        '\nThe script completes the word `tinjis`: put node_modules/.bin on the PATH, or say alias tinjis="npx tinjis".',
      );
  },
  run: async ({ args: [shell = ''], context: { commands } }) => {
    if (!isShell(shell))
      throw new Failure('misuse', {
        what: `there is no completion for ${shell}`,
        fix: `name one of ${Object.keys(shells).join(', ')}`,
      });
    const script = shells[shell](await describeCommands(commands));
    return { exit: exitCodes.clean, text: () => script, json: { shell, script } };
  },
};

function isShell(shell: string): shell is keyof typeof shells {
  return Object.hasOwn(shells, shell);
}
