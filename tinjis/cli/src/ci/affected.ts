import { imageOf } from '@tinjis/delivery/model/image-entry';
import { Git } from '@tinjis/delivery/load/proposal/git';
import { clustersNamed, loadTeams } from '@tinjis/delivery/load/teams';
import { gitTree } from '@tinjis/manifests/tree/git';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile, sourceFolder } from '@tinjis/delivery/model/layout';
import type { Service } from '@tinjis/delivery/model/teams';
import { Failure } from '@tinjis/manifests/failure';
import { imageInputs, isInput } from '@tinjis/manifests/image-inputs';
import { proposedRef } from './pull-request.ts';

/** The work that a change requires. */
export interface Affected {
  /** `TEAM/SERVICE` of every service whose image must be built. */
  readonly services: readonly string[];
  /** Can a cluster's objects have changed? */
  readonly delivery: boolean;
}

interface Built extends Service {
  /** Paths that can change its image. */
  readonly inputs: readonly string[];
}

/**
 * The changes between the point where the head left a base, and the head.
 * @param root a folder of the repository
 * @param base a revision: the branch that takes the change
 * @param head the revision that is to be merged
 * @throws Failure (unreadable) if Git does not know a revision
 */
export function affectedSince(root: string, base: string, head = 'HEAD'): Affected {
  const git = new Git(root);
  const [into, to] = git.objects([`${base}^{commit}`, `${head}^{commit}`]);
  if (!into || !to) throw unknownRevision(into ? head : base);
  const paths = [...git.changes(git.mergeBase(into.id, to.id), to.id).keys()];
  const services = built(
    git,
    to.id,
    loadTeams(gitTree(root, to.id)).developers.flatMap((team) => team.services),
  );
  return {
    services: services.filter(({ inputs }) => paths.some((path) => isInput(inputs, path))).map(nameOf),
    delivery: paths.some((path) => /^(apps|clusters|policies)\//.test(path)),
  };
}

/**
 * The services whose image on a cluster was not built from the sources at `HEAD`. It looks at the state and not at a
 * push, so it also catches services that a failed or overtaken run left behind. An image that is proposed but not yet
 * merged counts too.
 * @param cluster name of a cluster of the team file
 * @throws Failure (misuse) if there is no such cluster
 */
export function undelivered(root: string, cluster: string): readonly string[] {
  const git = new Git(root);
  const tree = gitTree(root, 'HEAD');
  const teams = loadTeams(tree);
  clustersNamed(teams, cluster);
  const services = built(
    git,
    'HEAD',
    teams.developers.flatMap((team) => team.services),
  );
  return services
    .filter((service) => {
      const proposed = proposedRef(git, service, cluster);
      const tags = [tree, ...(proposed === undefined ? [] : [gitTree(root, proposed)])].map((each) =>
        tagOf(each, service, cluster),
      );
      return !tags.some((tag) => tag !== undefined && isBuiltFrom(git, tag, service.inputs));
    })
    .map(nameOf);
}

/** Only a service with a Dockerfile has an image to build. */
function built(git: Git, revision: string, services: readonly Service[]): readonly Built[] {
  const files = services.map(({ name }) => `${sourceFolder({ service: name })}/Dockerfile`);
  const found = git.objects(files.map((file) => `${revision}:${file}`));
  return services.flatMap((service, index) => {
    const text = found[index]?.content.toString('utf8');
    return text === undefined ? [] : [{ ...service, inputs: imageInputs(files[index] as string, text) }];
  });
}

/** The commit an overlay's image was built from; undefined if none can be read. */
function tagOf(tree: Tree, { team, name }: Service, cluster: string): string | undefined {
  const file = overlayFile({ team, service: name }, cluster);
  if (tree.kind(file) !== 'file') return undefined;
  const found = imageOf(tree.text(file), file, name);
  return 'image' in found ? found.image.newTag : undefined;
}

function isBuiltFrom(git: Git, tag: string, inputs: readonly string[]): boolean {
  const [from] = git.objects([`${tag}^{commit}`]);
  return from !== undefined && ![...git.changes(from.id, 'HEAD').keys()].some((path) => isInput(inputs, path));
}

function nameOf({ team, name }: Service): string {
  return `${team}/${name}`;
}

function unknownRevision(revision: string): Failure {
  return new Failure('unreadable', {
    what: `Git knows no commit ${revision}`,
    fix: 'name a revision of this repository; in a shallow clone, fetch it first',
  });
}
