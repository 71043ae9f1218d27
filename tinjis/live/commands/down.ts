import type { CommandModule } from '../../src/commands/command.ts';
import { exitCodes } from '../../src/outcome/exit-codes.ts';
import { takeDownBare } from '../machine/take-down.ts';
import { progressOf } from '../progress.ts';

interface DownOptions {
  readonly name: string;
  readonly keep?: true;
}

/** `tinjis down`: removes everything that `tinjis up` made, and nothing else. */
export const command: CommandModule = {
  declare: (command) => {
    command
      .option('--name <name>', 'the instance to take down', 'tinjis')
      .option('--keep', 'keep its state: the next `tinjis up` goes on with the same cluster')
      .addHelpText('after', '\nWhat took long to make stays in the cache folder: programs, packages, images.');
  },
  run: async ({ options, context }) => {
    const { name, keep = false } = options as unknown as DownOptions;
    const removed = await takeDownBare({ name, keep, progress: progressOf(context.progress) });
    const what = keep ? 'is stopped; tinjis up goes on with it' : 'is gone';
    return {
      exit: exitCodes.clean,
      text: () => removed ? `${name} ${what}` : `there is no ${name} on this machine: nothing to remove`,
      json: { name, removed, kept: keep && removed },
    };
  },
};
