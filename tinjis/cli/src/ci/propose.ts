import { setTimeout as pause } from 'node:timers/promises';
import { type Image, imageOf, imageReference, readImage, setImage } from '@tinjis/delivery/model/image-entry';
import { clustersNamed, loadTeams, serviceNamed } from '@tinjis/delivery/load/teams';
import { gitTree } from '@tinjis/manifests/tree/git';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '@tinjis/delivery/model/layout';
import type { Service, Teams } from '@tinjis/delivery/model/teams';
import { type Explanation, Failure } from '@tinjis/manifests/failure';
import { promote } from '@tinjis/delivery/plan/promote';
import { gitHubOf, pauseMsOf } from './github/client.ts';
import { openPullRequest, proposalBranch } from './pull-request.ts';
import { Remote } from './remote.ts';
import { required, type StepContext } from './step.ts';

/** Other runs push other branches. To lose one branch this often in a row would take more runs than GitHub starts. */
const attempts = 8;
const main = 'refs/remotes/origin/main';

interface Change {
  readonly image: Image;
  /** The overlay with the new image entry; undefined if main has it already. */
  readonly text?: string;
}

/**
 * Proposes one image entry of one overlay as a pull request, for `SERVICE` on `TO`: the image of a build (`IMAGE`,
 * `DIGEST`) or of another cluster (`FROM`). It sets the entry in main as of the push; if somebody else was faster, it
 * checks everything again. It leaves out an image that is older than the present or proposed image: it would undo the
 * newer image.
 */
export async function proposeStep(context: StepContext): Promise<boolean> {
  const { env, root, say } = context;
  const [written, to] = [required(context, 'SERVICE'), required(context, 'TO')];
  const [github, remote] = [gitHubOf(context, 'GH_TOKEN'), new Remote(context)];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    remote.fetch(`+refs/heads/main:${main}`, '+refs/heads/deliver/*:refs/remotes/origin/deliver/*');
    const tree = gitTree(root, main);
    const teams = loadTeams(tree);
    const service = serviceNamed(teams, written);
    clustersNamed(teams, to);
    const [branch, file] = [
      proposalBranch(service, to),
      overlayFile({ team: service.team, service: service.name }, to),
    ];
    const seen = remote.commit(`refs/remotes/origin/${branch}`);
    const there = [tree, ...(seen === undefined ? [] : [gitTree(root, seen)])].map((each) =>
      pinned(each, file, service.name),
    );
    const from = env['FROM'];
    const change = from ? promoted(tree, teams, service, from, to) : built(context, tree, teams, service, file);
    const { newTag, digest } = change.image;
    const reference = imageReference(change.image);
    const newer = from
      ? undefined
      : there.find((image) => image && image.newTag !== newTag && remote.isAncestor(newTag, image.newTag));
    if (change.text === undefined || newer) {
      say(newer ? `a newer image is there or proposed: ${newer.newTag}` : `${to} runs it already on main`);
      return true;
    }
    const title = `Run ${written} ${newTag.slice(0, 12)} on ${to}`;
    const origin = from ? `The image that runs on ${from}.` : 'Built from main.';
    const body = `\`${reference}\`\n\n${origin} Merging this delivers it; reverting the merge takes it back.\n`;
    const proposed = there[1];
    // Proposing the same again would only void its approvals.
    if (proposed?.newTag === newTag && proposed.digest === digest)
      return await openPullRequest(context, github, { branch, title, body });
    const app = `${String(teams.deliveryApp)}[bot]`;
    const by = { name: app, email: `${app}@users.noreply.github.com` };
    const commit = remote.commitFile(String(remote.commit(main)), file, change.text, `${title}\n\n${reference}\n`, by);
    if (remote.push(commit, branch, seen)) return await openPullRequest(context, github, { branch, title, body });
    say(`attempt ${attempt}: somebody else set ${branch} first`);
    await pause(Math.random() * attempt * 0.2 * pauseMsOf(env));
  }
  throw new Failure('unreadable', { what: `the branch could not be set in ${attempts} attempts`, fix: 'run it again' });
}

function built(context: StepContext, tree: Tree, teams: Teams, service: Service, file: string): Change {
  const image = readImage(required(context, 'IMAGE'), required(context, 'DIGEST'), `${teams.registry}/${service.name}`);
  if ('refusal' in image) throw refused(image.refusal);
  const before = tree.text(file);
  const set = setImage(before, file, service.name, image);
  if ('refusal' in set) throw refused(set.refusal);
  return { image, ...(set.text !== before && { text: set.text }) };
}

function promoted(tree: Tree, teams: Teams, service: Service, from: string, to: string): Change {
  clustersNamed(teams, from);
  const promotion = promote(tree, teams, service, from, to);
  if ('refusal' in promotion) throw refused(promotion.refusal);
  const [text] = Object.values(promotion.writes);
  return { image: promotion.image, ...(text !== undefined && { text }) };
}

function pinned(tree: Tree, file: string, name: string): Image | undefined {
  if (tree.kind(file) !== 'file') return undefined;
  const found = imageOf(tree.text(file), file, name);
  return 'image' in found ? found.image : undefined;
}

function refused(explanation: Explanation): Failure {
  return new Failure('misuse', explanation);
}
