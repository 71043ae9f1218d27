import { Kustomize } from '@tinjis/manifests/render/render';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { gitTree } from '@tinjis/manifests/tree/git';
import { exitCodes } from '@tinjis/manifests/failure';
import { difference } from '@tinjis/delivery/plan/difference';
import { clusterFolders } from '@tinjis/delivery/plan/folders';
import { differenceText } from '../print/difference.ts';
import { differenceMarkdown } from '../print/markdown.ts';
import { problemsText } from '../print/failure.ts';
import { checkRenderings } from '@tinjis/manifests/schemas/check-renderings';
import type { CommandModule } from './command.ts';

/** `tinjis diff`: the changes that the checkout would make in every cluster, compared with a revision. */
export const command: CommandModule = {
  examples: ['tinjis diff main'],
  declare: (command) => {
    command
      .argument('[base]', 'the revision to compare with', 'HEAD')
      .option('--markdown', 'print it as a comment for a pull request')
      .addHelpText(
        'after',
        '\nThe checkout is read as it stands, uncommitted changes too, and never touched.' +
          '\nOn a branch, compare with where it left main: tinjis diff "$(git merge-base origin/main HEAD)"' +
          '\nExit 1 where the checkout does not render or holds what an API server would refuse; a difference alone is no finding.',
      );
  },
  run: ({ args, options, context: { root, env, progress } }) => {
    const base = String(args[0]);
    const tree = diskTree(root);
    const clusters = loadTeams(tree).clusters.map(({ name }) => name);
    const was = gitTree(root, base);
    const kustomize = new Kustomize(env);
    const { source, version } = kustomize.renderer;
    progress(`rendering by ${source}, version ${version}`);
    const folders = { before: clusterFolders(was, clusters), after: clusterFolders(tree, clusters) };
    const after = { folders: folders.after, renderings: kustomize.render(tree, folders.after) };
    const before = { folders: folders.before, renderings: kustomize.render(was, folders.before) };
    const found = difference(before, after);
    const findings = checkRenderings(tree, after.renderings);
    return {
      exit: findings.length > 0 ? exitCodes.found : exitCodes.clean,
      text: (style) =>
        [
          options['markdown'] ? differenceMarkdown(found, base) : differenceText(found, base, style),
          ...(findings.length > 0 ? [problemsText('diff', findings, style)] : []),
        ].join('\n\n'),
      json: { base, ...found, findings },
    };
  },
};
