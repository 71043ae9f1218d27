import { readImage, setImage } from '@tinjis/delivery/model/image-entry';
import { applyWrites } from '@tinjis/manifests/edit/apply';
import { clustersNamed, loadTeams, serviceNamed } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { overlayFile } from '@tinjis/delivery/model/layout';
import { exitCodes } from '@tinjis/manifests/exit-codes';
import { Failure } from '@tinjis/manifests/failure';
import type { CommandModule } from './command.ts';

interface BumpOptions {
  readonly image: string;
  readonly digest: string;
  readonly cluster: string;
}

/** `tinjis bump`: enters a built image in the one place that decides which image a cluster runs. */
export const command: CommandModule = {
  examples: [
    'tinjis bump payments/payment --image ghcr.io/acme/delivery/payment:$(git rev-parse HEAD) --digest sha256:…',
  ],
  declare: (command) => {
    command
      .argument('<team/service>', 'the service whose image it is')
      .requiredOption('--image <path:commit>', 'image path and tag; the tag is the full commit SHA')
      .requiredOption('--digest <sha256:…>', 'digest the registry answered to the push')
      .option('--cluster <name>', 'whose overlay to change; production is left to `tinjis promote`', 'staging');
  },
  run: ({ args: [written = ''], options, context: { root } }) => {
    const { image, digest, cluster } = options as unknown as BumpOptions;
    const tree = diskTree(root);
    const teams = loadTeams(tree);
    const { team, name: service } = serviceNamed(teams, written);
    clustersNamed(teams, cluster);
    const read = readImage(image, digest, `${teams.registry}/${service}`);
    if ('refusal' in read) throw new Failure('misuse', read.refusal);
    const file = overlayFile({ team, service }, cluster);
    const before = tree.text(file);
    const edited = setImage(before, file, service, read);
    if ('refusal' in edited) throw new Failure('unreadable', edited.refusal);
    const changed = edited.text !== before;
    if (changed) applyWrites(root, { [file]: edited.text });
    const what = changed ? `now runs ${read.newName}:${read.newTag}@${read.digest}` : 'runs that image already';
    return {
      exit: exitCodes.clean,
      text: (style) => `${style.bold(`${written} on ${cluster}`)} ${what}\n  ${file}`,
      json: { file, changed, image: read },
    };
  },
};
