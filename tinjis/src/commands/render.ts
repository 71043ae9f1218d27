import { findRenderer } from '../io/kustomize/renderer.ts';
import { renderFolders } from '../io/kustomize/render.ts';
import { clustersNamed, loadTeams, serviceNamed } from '../load/teams.ts';
import { diskTree } from '../load/tree/disk.ts';
import { exitCodes } from '../outcome/exit-codes.ts';
import { clusterFolders } from '../plan/folders.ts';
import { manifestsText } from '../render/manifests.ts';
import { problemsText } from '../render/problems.ts';
import { checkRenderings } from '../schemas/check-renderings.ts';
import type { CommandModule } from './command.ts';

/** `tinjis render`: what a cluster gets, checked against the schemas of its kinds. */
export const command: CommandModule = {
  examples: ['tinjis render payments/payment --cluster staging'],
  declare: (command) => {
    command
      .argument('[service]', 'TEAM/SERVICE: only what this service brings')
      .option('--cluster <name>', 'only what this cluster gets (default: every cluster)')
      .addHelpText(
        'after',
        '\nExit 1 where a folder does not render or an object has a field its kind does not know: then the findings are printed instead.',
      );
  },
  run: async ({ args: [service], options, context }) => {
    const tree = diskTree(context.root);
    const teams = loadTeams(tree);
    const clusters = clustersNamed(teams, options['cluster'] as string | undefined);
    const folders = clusterFolders(tree, clusters, service === undefined ? undefined : serviceNamed(teams, service));
    const renderer = await findRenderer(context.env);
    context.progress(`rendering ${folders.length} folders by ${renderer.source}, version ${renderer.version}`);
    const renderings = await renderFolders(context.root, folders, { env: context.env, renderer });
    const findings = checkRenderings(tree, renderings);
    return {
      exit: findings.length > 0 ? exitCodes.found : exitCodes.clean,
      text: (style) => (findings.length > 0 ? problemsText('render', findings, style) : manifestsText(renderings)),
      json: { renderer: { source: renderer.source, version: renderer.version }, renderings, findings },
    };
  },
};
