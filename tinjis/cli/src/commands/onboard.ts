import { diskTree } from '@tinjis/manifests/tree/disk';
import { Failure } from '@tinjis/manifests/failure';
import { onboard } from '@tinjis/delivery/plan/onboard/onboard';
import { carryOut } from './carry-out.ts';
import type { CommandModule } from './command.ts';

interface OnboardOptions {
  readonly member?: readonly string[];
  readonly port: string;
  readonly opsPort?: string;
  readonly caller?: readonly string[];
  readonly outside?: true;
  readonly dryRun?: true;
}

/** `tinjis onboard`: adds a new service, in an existing or a new team. */
export const command: CommandModule = {
  examples: [
    'tinjis onboard payments refunds --port 9100 --caller billing/antaeus --dry-run',
    'tinjis onboard shop cart --member shop-dev --outside',
  ],
  declare: (command) => {
    command
      .argument('<team>', 'a team of policies/teams.yaml, or a new one')
      .argument('<service>', 'the new service')
      .option('--member <login...>', 'GitHub logins of a new team')
      .option('--port <number>', 'port that callers connect to', '8080')
      .option('--ops-port <number>', 'port of probes and metrics (default: one above)')
      .option('--caller <service...>', 'who may connect, as TEAM/SERVICE (default: nobody)')
      .option('--outside', 'clients outside the cluster may connect')
      .option('--dry-run', 'show what would be written, write nothing')
      .addHelpText(
        'after',
        '\nAfterwards at most one file is yours to edit: apps/TEAM/SERVICE/base/deployment.yaml. Nothing runs before `tinjis bump` enters an image.' +
          '\nExit 1 where the service cannot be added.',
      );
  },
  run: ({ args, options, context: { root } }) => {
    const { member = [], port, opsPort, caller = [], outside, dryRun } = options as unknown as OnboardOptions;
    const [team, service] = args as [string, string];
    const ports = {
      port: number('--port', port),
      opsPort: opsPort === undefined ? number('--port', port) + 1 : number('--ops-port', opsPort),
    };
    const tree = diskTree(root);
    const planned = onboard(tree, {
      team,
      service,
      members: member,
      ...ports,
      callers: caller,
      outside: outside === true,
    });
    return carryOut('onboard', { root, tree, planned, dryRun: dryRun === true, json: { team, service } });
  },
};

function number(option: string, written: string): number {
  if (/^\d{1,5}$/.test(written)) return Number(written);
  throw new Failure('misuse', {
    what: `${option} is ${written}, expected a port number`,
    fix: `pass ${option} 8080, say`,
  });
}
