import { type Check, exitOf } from '../doctor/check.ts';
import { gitHubChecks } from '../doctor/github/doctor.ts';
import { localChecks } from '../doctor/local/doctor.ts';
import { loadTeams } from '../load/teams.ts';
import { diskTree } from '../load/tree/disk.ts';
import { doctorText } from '../render/doctor.ts';
import type { CommandModule, Invocation } from './command.ts';

/** `tinjis doctor`: one line a check, found against needed, with the mend. */
export const command: CommandModule = {
  examples: ['tinjis doctor', 'tinjis doctor --github'],
  declare: (command) => {
    command
      .option('--github', "instead: the repository's settings on GitHub, which cannot be files")
      .addHelpText('after', '\nNothing is changed. Exit 1 where something is wrong, 4 where it could not be looked at.'
        + '\n--github asks the API with the token of GH_TOKEN or `gh auth token`, which should be an administrator\'s: others are not shown everything.');
  },
  run: async (invocation) => {
    const checks = await looked(invocation);
    return { exit: exitOf(checks), text: (style) => doctorText(checks, style), json: { checks } };
  },
};

async function looked({ options, context: { root, env, progress } }: Invocation): Promise<readonly Check[]> {
  const tree = diskTree(root);
  const teams = loadTeams(tree);
  if (options['github'] !== true) return localChecks({ root, tree, teams, env, now: new Date() });
  progress(`asking GitHub about ${teams.repository}`);
  return gitHubChecks({ tree, teams, env });
}
