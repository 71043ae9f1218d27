import { Option } from 'commander';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import { onboard } from '@tinjis/delivery/plan/onboard/onboard';
import { carryOut } from './carry-out.ts';
import type { CommandModule } from './command.ts';

interface OnboardOptions {
  readonly member?: readonly string[];
  readonly port?: string;
  readonly opsPort?: string;
  readonly caller?: readonly string[];
  readonly outside?: true;
  readonly database?: true;
  readonly autoscaler: boolean;
  readonly http: boolean;
  readonly schedule?: string;
  readonly dryRun?: true;
}

/** `tinjis onboard`: adds a new service, in an existing or a new team. */
export const command: CommandModule = {
  examples: [
    'tinjis onboard payments refunds --port 9100 --caller billing/antaeus --dry-run',
    'tinjis onboard shop cart --member shop-dev --outside --database',
  ],
  declare: (command) => {
    command
      .argument('<team>', 'a team of policies/teams.yaml, or a new one')
      .argument('<service>', 'the new service')
      .option('--member <login...>', 'GitHub logins of a new team')
      .option('--port <number>', 'port that callers connect to (default: 8080)')
      .option('--no-http', 'nobody connects to it: it has no port but the one of probes and metrics')
      .option('--ops-port <number>', 'port of probes and metrics (default: one above)')
      .option('--caller <service...>', 'who may connect, as TEAM/SERVICE (default: nobody)')
      .option('--outside', 'clients outside the cluster may connect')
      .option('--database', 'a PostgreSQL of its own runs beside it')
      .option('--no-autoscaler', 'two pods, whatever the load')
      .addOption(new Option('--schedule <cron>').hideHelp())
      .option('--dry-run', 'show what would be written, write nothing')
      .addHelpText(
        'after',
        '\nAfterwards at most one file is yours to edit: apps/TEAM/SERVICE/base/deployment.yaml. Nothing runs before `tinjis bump` enters an image.' +
          '\nExit 1 where the service cannot be added.',
      );
  },
  run: ({ args, options, context: { root } }) => {
    const given = options as unknown as OnboardOptions;
    refuseUnsayable(given);
    const { member = [], port, opsPort, caller = [], outside, database, autoscaler, dryRun } = given;
    const [team, service] = args as [string, string];
    const called = given.http ? number('--port', port ?? '8080') : undefined;
    const ports = {
      ...(called !== undefined && { port: called }),
      opsPort: opsPort === undefined ? (called ?? 8080) + 1 : number('--ops-port', opsPort),
    };
    const tree = diskTree(root);
    const planned = onboard(tree, {
      team,
      service,
      members: member,
      ...ports,
      callers: caller,
      outside: outside === true,
      database: database === true,
      autoscaler,
    });
    return carryOut('onboard', { root, tree, planned, dryRun: dryRun === true, json: { team, service } });
  },
};

/** Wishes that contradict each other, or that the team file has no words for yet. */
function refuseUnsayable({ http, port, caller = [], outside, schedule }: OnboardOptions): void {
  if (!http && (port !== undefined || caller.length > 0 || outside))
    throw new Failure('misuse', {
      what: '--no-http says that nobody connects, and --port, --caller or --outside that somebody does',
      fix: 'leave out the one or the others',
    });
  if (schedule !== undefined)
    throw new Failure('misuse', {
      what: `a job at ${schedule} cannot be said in policies/teams.yaml yet`,
      why: 'teams may deploy no Job and no CronJob',
      fix: 'onboard it with --no-http, and let it do its work by a clock of its own',
    });
}

function number(option: string, written: string): number {
  if (/^\d{1,5}$/.test(written)) return Number(written);
  throw new Failure('misuse', {
    what: `${option} is ${written}, expected a port number`,
    fix: `pass ${option} 8080, say`,
  });
}
