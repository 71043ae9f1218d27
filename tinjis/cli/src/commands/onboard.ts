import { diskTree } from '@tinjis/manifests/tree/tree';
import { onboard } from '@tinjis/delivery/plan/onboard/onboard';
import { carryOut } from './carry-out.ts';
import type { CommandModule } from './command.ts';
import { type OnboardOptions, onboardRequest } from './onboard-request.ts';

/** `tinjis onboard`: adds a new service, in an existing or a new team, or a workload to a service. */
export const command: CommandModule = {
  examples: [
    'tinjis onboard payments refunds --port 9100 --caller billing/antaeus --dry-run',
    'tinjis onboard shop cart --member shop-dev --port 80:8080 grpc=7070 --caller grpc=billing/antaeus --outside --database',
    'tinjis onboard billing reports --no-http --egress 203.0.113.0/28:443 api.bank.example:443',
    'tinjis onboard shop report --member ann --kind CronJob --schedule @daily',
    'tinjis onboard billing antaeus --workload worker --port jobs=7000 --caller billing/antaeus',
  ],
  declare: (command) => {
    command
      .argument('<team>', 'a team of policies/teams.yaml, or a new one')
      .argument('<service>', 'the new service; with --workload, one that is there')
      .option('--member <login...>', 'GitHub logins of a new team')
      .option('--group <role=group...>', 'further groups of a new team, as reader=oncall@shop.example')
      .option('--automation <name...>', 'programs outside that look at the services of a new team')
      .option('--kind <kind...>', 'kinds of policies/kinds.yaml that a new team is granted by name')
      .option(
        '--share <resource=quantity...>',
        'share of a new team, as requests.memory=40Gi (default: by its workloads)',
      )
      .option(
        '--container-max <resource=quantity...>',
        'the most that a container of a new team may ask for, as memory=4Gi',
      )
      .option('--workload <name>', 'add a workload beside those that the service has, such as a worker or a cache')
      .option(
        '--port <port...>',
        'port that callers connect to, as 8080, or NAME=7070; 80:8080 if its Service has another number (default: 8080)',
      )
      .option('--no-http', 'nobody connects to it: it has no port but the one of probes and metrics')
      .option('--ops-port <number>', 'port of probes and metrics (default: one above, without --monitoring)')
      .option('--no-ops-port', 'the program has no port of its own for probes and metrics')
      .option('--monitoring <port...>', "names of ports that the cluster's monitoring scrapes")
      .option('--caller <workload...>', 'who may connect, as TEAM/SERVICE, or PORT=TEAM/SERVICE (default: nobody)')
      .option('--outside', 'clients outside the cluster may connect')
      .option(
        '--host <label...>',
        "host names below the cluster's domain, as www or www/api (default: the service's name)",
      )
      .option('--database', 'a PostgreSQL of its own runs beside it')
      .option(
        '--image <reference...>',
        'image that others built, as PATH:TAG@DIGEST: beside the own one, or alone in a --workload',
      )
      .option(
        '--egress <place:port...>',
        'address ranges or hosts outside the cluster that it sends to, as 203.0.113.0/28:443 or api.bank.example:443',
      )
      .option('--no-autoscaler', 'two pods, whatever the load')
      .option('--schedule <cron>', 'a CronJob that starts at these times, as "0 4 * * *" or @daily, and has no port')
      .option('--dry-run', 'show what would be written, write nothing')
      .addHelpText(
        'after',
        '\nAfterwards at most one file is yours to edit: apps/TEAM/SERVICE/base/deployment.yaml, or NAME.yaml beside it. Nothing runs before `tinjis bump` enters an image.' +
          '\nExit 1 where the service cannot be added.',
      );
  },
  run: ({ args, options, context: { root } }) => {
    const given = options as unknown as OnboardOptions;
    const [team, service] = args as [string, string];
    const tree = diskTree(root);
    const planned = onboard(tree, onboardRequest(team, service, given));
    return carryOut('onboard', { root, tree, planned, dryRun: given.dryRun === true, json: { team, service } });
  },
};
