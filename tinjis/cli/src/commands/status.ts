import type { CommandModule } from './command.ts';
import { exitCodes } from '@tinjis/manifests/failure';

/** `tinjis status`: the running services, with commit and image, and the reason if one is unhealthy. */
export const command: CommandModule = {
  anywhere: true,
  examples: ['tinjis status', 'tinjis status --json'],
  declare: (command) => {
    command
      .option('--name <name>', 'the instance to look at', 'tinjis')
      .addHelpText('after', '\nExit 1 where something is not well');
  },
  run: async ({ options }) => {
    const [{ statusOf }, { statusText }] = await Promise.all([
      import('@tinjis/platform/status/status'),
      import('@tinjis/platform/status/text'),
    ]);
    const status = await statusOf(String(options['name']));
    return {
      exit: status.well ? exitCodes.clean : exitCodes.found,
      text: (style) => statusText(status, style),
      json: { ...status },
    };
  },
};
