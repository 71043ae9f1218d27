import { type Affected, affectedSince, undelivered } from '../ci/affected.ts';
import { exitCodes } from '@tinjis/manifests/failure';
import type { CommandModule } from './command.ts';

/** `tinjis affected`: the images that a change requires, and whether anything else for clusters can change. */
export const command: CommandModule = {
  examples: ['tinjis affected origin/main', 'tinjis affected --undelivered staging'],
  declare: (command) => {
    command
      .argument('[base]', 'the revision the change goes into', 'origin/main')
      .option('--undelivered <cluster>', 'instead: what HEAD has and the cluster does not run, nor is proposed for it')
      .addHelpText(
        'after',
        '\nAn image depends on what its Dockerfile copies, on nothing else. Only what is committed counts.',
      );
  },
  run: ({ args, options, context: { root } }) => {
    const cluster = options['undelivered'];
    const found: Partial<Affected> =
      typeof cluster === 'string' ? { services: undelivered(root, cluster) } : affectedSince(root, String(args[0]));
    const { services = [], delivery } = found;
    return {
      exit: exitCodes.clean,
      text: (style) =>
        [
          `${style.bold('images to build')}: ${services.length > 0 ? services.join(', ') : 'none'}`,
          ...(delivery === undefined
            ? []
            : [`${style.bold('delivery trees')}: ${delivery ? 'changed, see tinjis diff' : 'as before'}`]),
        ].join('\n'),
      json: { ...found },
    };
  },
};
