import { exitOf, type Health, type HealthCheck } from '@tinjis/platform/doctor/health-check';
import { localChecks } from '../doctor/local/doctor.ts';
import { clustersNamed, loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import type { CommandModule, Invocation } from './command.ts';
import type { Style } from '@tinjis/delivery/print/style';

interface DoctorOptions {
  readonly github?: true;
  readonly live?: true;
  readonly name: string;
  readonly context?: string;
  readonly cluster: string;
}

/** `tinjis doctor`: one line a check, with the found and the needed state and the fix. */
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
    const { gitHubChecks } = await import('../doctor/github/doctor.ts');
    return gitHubChecks({ tree, teams, env });
  }
  if (!live) return localChecks({ root, tree, teams, env, now: new Date() });
  clustersNamed(teams, cluster);
  // The code that talks to clusters takes time to load.
  const { liveChecks } = await import('@tinjis/platform/doctor/doctor');
  return liveChecks({ tree, teams, env, instance: name, cluster, ...(context !== undefined && { context }) });
}

const mark: Readonly<Record<Health, (style: Style) => string>> = {
  right: ({ green }) => green('✔'),
  wrong: ({ red }) => red('✘'),
  unknown: ({ yellow }) => yellow('?'),
  notice: ({ dim }) => dim('·'),
};

/**
 * One line a check below its group's heading: the found state, and the needed state if it differs; then the fix, once
 * for consecutive checks that share it.
 */
export function doctorText(checks: readonly HealthCheck[], style: Style): string {
  const lines = checks.flatMap((check, index) => [
    ...(checks[index - 1]?.group === check.group ? [] : [...(index > 0 ? [''] : []), style.bold(check.group)]),
    checkText(check, style),
    ...(check.health === 'right' || isFixedWith(check, checks[index + 1]) ? [] : [style.dim(`    fix: ${check.fix}`)]),
  ]);
  return [...lines, '', summary(checks, style)].join('\n');
}

function checkText({ name, health, found, needed }: HealthCheck, style: Style): string {
  return `${mark[health](style)} ${name}: ${found}${health === 'right' || health === 'notice' ? '' : `, needed: ${needed}`}`;
}

function isFixedWith({ fix, group }: HealthCheck, next: HealthCheck | undefined): boolean {
  return next !== undefined && next.health !== 'right' && next.fix === fix && next.group === group;
}

function summary(checks: readonly HealthCheck[], { green, red, yellow }: Style): string {
  const count = (health: Health) => checks.filter((check) => check.health === health).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const said = `${count('right')} right, ${wrong} wrong, ${unknown} not known`;
  return wrong > 0 ? red(said) : unknown > 0 ? yellow(said) : green(said);
}
