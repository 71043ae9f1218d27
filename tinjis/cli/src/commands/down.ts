import type { CommandModule } from './command.ts';
import { exitCodes } from '@tinjis/manifests/failure';

interface DownOptions {
  readonly name: string;
  readonly keep?: true;
}

/** `tinjis down`: removes everything that `tinjis up` made, and nothing else. */
export const command: CommandModule = {
  anywhere: true,
  examples: ['npm run down', 'tinjis down --name demo --keep'],
  declare: (command) => {
    command
      .option('--name <name>', 'the instance to take down', 'tinjis')
      .option('--keep', 'keep its state: the next `tinjis up` goes on with the same cluster')
      .addHelpText(
        'after',
        '\nWhat took long to make stays in the cache folder: programs, packages, images. Of a cluster of your own only what `tinjis up` put there goes.',
      );
  },
  run: async ({ options, context }) => {
    const { name, keep = false } = options as unknown as DownOptions;
    const [{ takeDown }, { progressOf }] = await Promise.all([
      import('@tinjis/platform/down'),
      import('@tinjis/cluster/progress'),
    ]);
    const removed = await takeDown({ name, keep, progress: progressOf(context.progress) });
    const what = keep ? 'is stopped; tinjis up goes on with it' : 'is gone';
    return {
      exit: exitCodes.clean,
      text: () => (removed ? `${name} ${what}` : `there is no ${name} on this machine: nothing to remove`),
      json: { name, removed, kept: keep && removed },
    };
  },
};
