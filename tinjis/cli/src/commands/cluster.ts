import { join, resolve } from 'node:path';
import { Argument } from 'commander';
import { addCluster, type NewCluster } from '@tinjis/delivery/plan/cluster/add';
import { removeCluster } from '@tinjis/delivery/plan/cluster/remove';
import { rekey, type Rekeyed, secretFiles } from '@tinjis/delivery/plan/adopt/keys';
import { Failure } from '@tinjis/manifests/failure';
import { refuseUnfit } from '@tinjis/manifests/private-files';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { sealCommand } from '../print/adoption.ts';
import { carryOut } from './carry-out.ts';
import type { CommandModule } from './command.ts';

type ClusterOptions = Partial<Omit<NewCluster, 'name'>> & { readonly keys?: string; readonly dryRun?: true };

/** `tinjis cluster`: adds a cluster, made after another, or takes a cluster out. */
export const command: CommandModule = {
  examples: [
    'tinjis cluster add production-west --like production --domain west.example.org --keys ~/sealing-keys --dry-run',
    'tinjis cluster remove staging --dry-run',
  ],
  declare: (command) => {
    command
      .addArgument(new Argument('<action>', 'add or remove').choices(['add', 'remove']))
      .argument('<name>', 'the cluster')
      .option(
        '--like <cluster>',
        'add: the cluster whose folders it starts from, with everything that has no option here',
      )
      .option('--keys <folder>', 'add: where its new private key goes: outside the repository, readable by you alone')
      .option('--domain <domain>', 'add: domain of its Gateway')
      .option('--pods <range>', 'add: address range of its pods (default: as there)')
      .option('--monitoring <namespace>', 'add: namespace that may scrape (default: as there)')
      .option('--dry-run', 'show what would be written, make no key and write nothing')
      .addHelpText(
        'after',
        '\nA new cluster comes last in the order of promotion, with a sealing key of its own, a successor for every sealed value, and no image yet.' +
          '\nA removed one keeps running as it is until you take it down: what stays behind is printed.' +
          '\nExit 1 where the cluster cannot be added or removed; then nothing is written.',
      );
  },
  run: ({ args, options, context: { root, cwd, progress } }) => {
    const [action, name] = args as [string, string];
    const { keys, like, dryRun, domain, pods, monitoring } = options as ClusterOptions;
    const tree = diskTree(root);
    const change = { root, tree, dryRun: dryRun === true, json: { action, cluster: name } };
    if (action === 'remove') {
      if ([keys, like, domain, pods, monitoring].some((each) => each !== undefined))
        throw new Failure('misuse', { what: 'cluster remove takes no option but --dry-run', fix: 'leave them out' });
      return carryOut('cluster', { ...change, planned: removeCluster(tree, name) });
    }
    if (like === undefined || keys === undefined)
      throw new Failure('misuse', {
        what: `cluster add needs ${like === undefined ? '--like' : '--keys'}`,
        fix: 'name the cluster that it starts from, and a folder for its new private key: --like CLUSTER --keys FOLDER',
      });
    const planned = addCluster(tree, {
      name,
      like,
      ...(domain !== undefined && { domain }),
      ...(pods !== undefined && { pods }),
      ...(monitoring !== undefined && { monitoring }),
    });
    const folder = resolve(cwd, keys);
    refuseUnfit(root, folder, Object.values(secretFiles(name)));
    if ('refusal' in planned || dryRun) return carryOut('cluster', { ...change, planned });
    progress(`making the sealing key of ${name}`);
    const made = rekey(changedTree(tree, planned.writes), planned.teams, name);
    return carryOut('cluster', {
      ...change,
      secret: { folder, files: made.secret },
      planned: {
        ...planned,
        writes: { ...planned.writes, ...made.writes },
        then: [...keySteps(made, keys), ...planned.then],
      },
    });
  },
};

/** What a person does with the new key and values. It prints only the location of secrets. */
function keySteps({ cluster, fingerprint, values, secret, toTell, toSet }: Rekeyed, keys: string): readonly string[] {
  return [
    `keep ${Object.keys(secret)
      .map((file) => join(keys, file))
      .join(
        ' and ',
      )} in a password manager or a safe, never in Git: the key opens the ${values} values sealed for certificate ${fingerprint}`,
    ...toTell.map(({ item }) => `tell the other system ${item}, from the same folder`),
    ...toSet.map(({ item }) => `set what another system issues: ${sealCommand(cluster, item)}`),
  ];
}
