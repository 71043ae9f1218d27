import { type HealthCheck, exitOf } from '@tinjis/platform/doctor/health-check';
import { gitHubChecks } from '../doctor/github/doctor.ts';
import { localChecks } from '../doctor/local/doctor.ts';
import { clustersNamed, loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { Failure } from '@tinjis/manifests/failure';
import { doctorText } from '../print/doctor.ts';
import type { CommandModule, Invocation } from './command.ts';

interface DoctorOptions {
  readonly github?: true;
  readonly live?: true;
  readonly name: string;
  readonly context?: string;
  readonly cluster: string;
}

/** `tinjis doctor`: one line a check, found against needed, with the fix. */
export const command: CommandModule = {
  examples: [
    'tinjis doctor',
    'tinjis doctor --live',
    'tinjis doctor --live --context my-cluster --cluster staging',
    'tinjis doctor --github',
  ],
  declare: (command) => {
    command
      .option('--live', 'instead: a cluster that is up')
      .option('--name <instance>', 'with --live: the instance that `tinjis up` made', 'tinjis')
      .option('--context <name>', 'with --live: a context of your kubeconfig instead')
      .option('--cluster <name>', 'with --live: which cluster of policies/teams.yaml it is', 'local')
      .option('--github', "instead: the repository's settings on GitHub, which cannot be files")
      .addHelpText(
        'after',
        '\nNothing is changed; --live tries the network from pods that are there. Exit 1 where something is wrong, 4 where it could not be looked at.' +
          "\n--github asks the API with the token of GH_TOKEN or `gh auth token`, which should be an administrator's: others are not shown everything.",
      );
  },
  run: async (invocation) => {
    const checks = await looked(invocation);
    return { exit: exitOf(checks), text: (style) => doctorText(checks, style), json: { checks } };
  },
};

async function looked({ options, context: { root, env, progress } }: Invocation): Promise<readonly HealthCheck[]> {
  const tree = diskTree(root);
  const teams = loadTeams(tree);
  const { github, live, name, context, cluster } = options as unknown as DoctorOptions;
  if (github && live)
    throw new Failure('misuse', { what: '--github and --live look at different things', fix: 'pass one of them' });
  if (github) {
    progress(`asking GitHub about ${teams.repository}`);
    return gitHubChecks({ tree, teams, env });
  }
  if (!live) return localChecks({ root, tree, teams, env, now: new Date() });
  clustersNamed(teams, cluster);
  // What speaks to clusters costs time to load.
  const { liveChecks } = await import('@tinjis/platform/doctor/doctor');
  return liveChecks({ tree, teams, env, instance: name, cluster, ...(context !== undefined && { context }) });
}
