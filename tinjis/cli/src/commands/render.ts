import { Kustomize } from '@tinjis/manifests/render/render';
import { clustersNamed, loadTeams, serviceNamed } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { exitCodes } from '@tinjis/manifests/failure';
import { clusterFolders } from '@tinjis/delivery/plan/folders';
import { problemsText } from '../print/failure.ts';
import { checkRenderings } from '@tinjis/manifests/schemas/check-renderings';
import type { CommandModule } from './command.ts';
import { stringify } from 'yaml';
import type { Rendering } from '@tinjis/manifests/render/rendered';

/** `tinjis render`: the objects of a cluster, checked against the schemas of their kinds. */
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
  run: ({ args: [service], options, context }) => {
    const tree = diskTree(context.root);
    const teams = loadTeams(tree);
    const clusters = clustersNamed(teams, options['cluster'] as string | undefined);
    const folders = clusterFolders(tree, clusters, service === undefined ? undefined : serviceNamed(teams, service));
    const kustomize = new Kustomize(context.env);
    const { source, version } = kustomize.renderer;
    context.progress(`rendering ${folders.length} folders by ${source}, version ${version}`);
    const renderings = kustomize.render(tree, folders);
    const findings = checkRenderings(tree, renderings);
    return {
      exit: findings.length > 0 ? exitCodes.found : exitCodes.clean,
      text: (style) => (findings.length > 0 ? problemsText('render', findings, style) : manifestsText(renderings)),
      json: { renderer: { source, version }, renderings, findings },
    };
  },
};

/** Rendered objects as one stream of YAML for `kubectl apply --filename -`, each with its origin. */
export function manifestsText(renderings: readonly Rendering[]): string {
  return renderings
    .flatMap((rendering) => ('objects' in rendering ? rendering.objects : []))
    .map(
      ({ object, origin }) =>
        // YAML 1.1 quotes words that older readers would take for true or false; folded lines would be no easier to
        // read.
        `# ${origin}\n${stringify(object, { version: '1.1', lineWidth: 0 })}`,
    )
    .join('---\n')
    .trimEnd();
}
