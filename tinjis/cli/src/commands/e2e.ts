import type { CommandModule } from './command.ts';
import { groups } from '@tinjis/e2e/groups';
import { exitCodes } from '@tinjis/manifests/failure';
import type { E2eRequest } from '@tinjis/e2e/e2e';

/** `tinjis e2e`: tests every promise of the repository on a running platform. */
export const command: CommandModule = {
  examples: [
    'npm run e2e',
    'tinjis e2e --only matrix',
    'tinjis e2e --only loss/cluster',
    'tinjis e2e --report live.json',
  ],
  declare: (command) => {
    command
      .option(
        '--name <name>',
        'instance to use; brought up for this run, and taken down after it, where it is not up',
        'tinjis',
      )
      .option('--only <group...>', 'only these groups or checks, as in matrix, matrix/git or loss/cluster')
      .option('--report <file>', 'also write the results there, as JSON')
      .addHelpText(
        'after',
        `\nGroups: ${groups.map(({ name, title }) => `\n  ${name.padEnd(12)}${title}`).join('')}` +
          '\n\nThe results are kept as report.json in the state folder of the instance, which goes with it where it was brought up for this run.',
      );
  },
  run: async ({ options, context }) => {
    // Loaded when called: there are many checks, and `--help` needs none of them.
    const [{ tryPromises }, { runSummary }] = await Promise.all([
      import('@tinjis/e2e/e2e'),
      import('@tinjis/e2e/harness/report'),
    ]);
    const report = await tryPromises(options as unknown as E2eRequest, context);
    // A run without any attempt is no success.
    const good = report.failed === 0 && report.passed > 0 && !report.interrupted;
    return {
      exit: good ? exitCodes.clean : exitCodes.found,
      text: (style) => runSummary(report, style),
      json: { ...report },
    };
  },
};
