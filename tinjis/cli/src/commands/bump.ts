import { readImage, setImage } from '@tinjis/delivery/model/image-entry';
import { applyWrites } from '@tinjis/manifests/edit/apply';
import { clustersNamed, loadTeams, serviceNamed } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '@tinjis/delivery/model/layout';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import type { CommandModule } from './command.ts';

interface BumpOptions {
  readonly image: string;
  readonly digest: string;
  readonly cluster: string;
}

/**
 * `tinjis bump`: enters an image in the one place that decides which image a cluster runs. It is the service's own
 * build, or another image that the team file lets its workloads run.
 */
export const command: CommandModule = {
  examples: [
    'tinjis bump payments/payment --image ghcr.io/acme/delivery/payment:$(git rev-parse HEAD) --digest sha256:…',
    'tinjis bump shop/cart --image docker.io/library/redis:8.2 --digest sha256:…',
  ],
  declare: (command) => {
    command
      .argument('<team/service>', 'the service whose image it is')
      .requiredOption('--image <path:tag>', 'image path and tag; the tag of a build is the full commit SHA')
      .requiredOption('--digest <sha256:…>', 'digest the registry answered to the push')
      .option('--cluster <name>', 'whose overlay to change; production is left to `tinjis promote`', 'staging');
  },
  run: ({ args: [written = ''], options, context: { root } }) => {
    const { image, digest, cluster } = options as unknown as BumpOptions;
    const tree = diskTree(root);
    const teams = loadTeams(tree);
    const { team, name: service, workloads } = serviceNamed(teams, written);
    clustersNamed(teams, cluster);
    const own = `${teams.registry}/${service}`;
    const other = workloads
      .flatMap(({ images }) => images)
      .find((path) => path !== own && image.startsWith(`${path}:`));
    const read = other === undefined ? readImage(image, digest, own) : readImage(image, digest, other, 'any');
    if ('refusal' in read) throw new Failure('misuse', read.refusal);
    const file = overlayFile({ team, service }, cluster);
    const before = tree.text(file);
    // Manifests call an image of the organisation's own by its last name, and every other by its path.
    const edited = setImage(before, file, read.newName.replace(`${teams.registry}/`, ''), read);
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
