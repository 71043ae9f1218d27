import { applyWrites } from '@tinjis/manifests/edit/apply';
import { Kustomize } from '@tinjis/manifests/render/render';
import { clustersNamed, loadTeams, serviceNamed } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { exitCodes, type Explanation } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { difference } from '@tinjis/delivery/plan/difference';
import { clusterFolders } from '@tinjis/delivery/plan/folders';
import { promote } from '@tinjis/delivery/plan/promote';
import { differenceText } from '../print/difference.ts';
import { failureText } from '../print/failure.ts';
import type { CommandModule } from './command.ts';

interface PromoteOptions {
  readonly from: string;
  readonly to: string;
  readonly dryRun?: true;
}

/** `tinjis promote`: puts the image that runs on one cluster on another, and shows the rendered difference. */
export const command: CommandModule = {
  examples: ['tinjis promote payments/payment --from staging --to production --dry-run'],
  declare: (command) => {
    command
      .argument('<service>', 'TEAM/SERVICE')
      .requiredOption('--from <cluster>', 'the cluster whose image is taken')
      .requiredOption('--to <cluster>', 'the cluster that is to run it')
      .option('--dry-run', 'show the difference, write nothing')
      .addHelpText(
        'after',
        '\nChanges one image entry in one file; commit it and open a pull request.\nExit 1 where there is nothing that may be promoted.',
      );
  },
  run: ({ args, options, context: { root, env } }) => {
    const { from, to, dryRun } = options as unknown as PromoteOptions;
    const tree = diskTree(root);
    const teams = loadTeams(tree);
    const service = serviceNamed(teams, String(args[0]));
    [from, to].forEach((cluster) => clustersNamed(teams, cluster));
    const promotion = promote(tree, teams, service, from, to);
    if ('refusal' in promotion) return refused(promotion.refusal);
    const { image, writes } = promotion;
    const folders = clusterFolders(tree, [to], service);
    const kustomize = new Kustomize(env);
    const before = kustomize.render(tree, folders);
    const after = kustomize.render(changedTree(tree, writes), folders);
    const broken = after.flatMap((rendering) => ('problem' in rendering ? [rendering.problem] : []))[0];
    if (broken) return refused(broken);
    if (!dryRun) applyWrites(root, writes);
    const found = difference({ folders, renderings: before }, { folders, renderings: after });
    const [file] = Object.keys(writes);
    const last =
      file === undefined
        ? `${to} already runs it: nothing to write`
        : dryRun
          ? `nothing written; without --dry-run: ${file}`
          : `wrote ${file}`;
    return {
      exit: exitCodes.clean,
      text: (style) =>
        [`${image.newName}:${image.newTag}@${image.digest}`, '', differenceText(found, from, style), last].join('\n'),
      json: {
        service: args[0],
        from,
        to,
        image,
        written: !dryRun && file !== undefined,
        ...(file !== undefined && { file }),
        ...found,
      },
    };
  },
};

function refused(refusal: Explanation): Outcome {
  return { exit: exitCodes.found, text: (style) => failureText('promote', refusal, style), json: { refusal } };
}
