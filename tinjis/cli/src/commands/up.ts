import type { CommandModule } from './command.ts';
import { exitCodes } from '@tinjis/manifests/failure';
import type { ClusterChoice } from '@tinjis/platform/cluster/choose';

/** `tinjis up`: the whole platform on a real Kubernetes. */
export const command: CommandModule = {
  examples: [
    'npm run up',
    'tinjis up --name demo',
    'tinjis up --context my-cluster --registry registry.example.org/tinjis',
  ],
  declare: (command) => {
    command
      .option('--name <name>', 'name of the instance; several bare ones can be up at once', 'tinjis')
      .option('--bare', 'a one-node cluster on this Debian machine, without Docker (as root)')
      .option('--kind', 'a cluster that kind makes in Docker')
      .option('--context <name>', 'a cluster of your own: a context of your kubeconfig; needs --registry')
      .option(
        '--registry <host/path>',
        'where your cluster pulls images from and this machine pushes to (with --context)',
      )
      .addHelpText(
        'after',
        '\nWithout --bare, --kind or --context it takes what this machine has, and says which and why.' +
          '\nA cluster of your own: without Argo CD and Sealed Secrets so far, one that enforces NetworkPolicies; pods reach this machine, and this machine its nodes;' +
          '\nthe user of the context is an administrator: a member of system:masters or kubeadm:cluster-admins, or one who may impersonate a member.' +
          '\nAgain: repairs what is there, and delivers what was committed since. What was pushed to the platform stays.',
      );
  },
  run: async ({ options, context }) => {
    // Loaded when called: the platform has many modules, and `--help` needs none of them.
    const [{ bringUp }, { whereItIs }] = await Promise.all([
      import('@tinjis/platform/up'),
      import('@tinjis/platform/install/summary'),
    ]);
    const { root, env, progress: say } = context;
    const platform = await bringUp({ choice: options as unknown as ClusterChoice, root, env, say });
    const told = whereItIs(platform);
    return { exit: exitCodes.clean, text: told.text, json: told.json };
  },
};
