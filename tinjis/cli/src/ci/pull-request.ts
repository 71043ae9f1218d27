import { Failure } from '@tinjis/manifests/failure';
import { readPullRequest } from './github/answers.ts';
import type { GitHub } from './github/client.ts';
import type { StepContext } from './step.ts';
import type { Git } from '@tinjis/delivery/load/proposal/git';
import type { Service } from '@tinjis/delivery/model/teams';

/** An existing branch, and the text of its pull request into main. */
export interface ProposedBranch {
  readonly branch: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/**
 * Opens the pull request of a branch, or updates the text of the open pull request.
 * @returns true: it exists
 * @throws Failure (unreadable) if GitHub opens none
 */
export async function openPullRequest(
  { env, say }: StepContext,
  github: GitHub,
  { branch, title, body }: ProposedBranch,
): Promise<true> {
  const owner = String(env['GITHUB_REPOSITORY']).split('/')[0];
  const find = async () =>
    (await github.all(`/pulls?state=open&base=main&head=${encodeURIComponent(`${owner}:${branch}`)}`)).map(
      readPullRequest,
    )[0];
  const open = await find();
  // GitHub answers 422 if another run opened it in the meantime; then there is one to find.
  const made = open
    ? undefined
    : await github.send('POST', '/pulls', { title, body, head: branch, base: 'main', maintainer_can_modify: false });
  const kept = open ?? (made === undefined ? await find() : readPullRequest(made));
  if (!kept)
    throw new Failure('unreadable', {
      what: `GitHub opens no pull request for ${branch}`,
      fix: 'compare the App with docs/github-setup.md',
    });
  if (open) await github.send('PATCH', `/pulls/${open.number}`, { title, body });
  say(`pull request ${kept.number}: ${title}`);
  return true;
}

/**
 * The branch that proposes a service's new image to a cluster. Each service has one such branch for each cluster, so a
 * newer image replaces the older proposal.
 */
export function proposalBranch({ team, name }: Pick<Service, 'team' | 'name'>, cluster: string): string {
  return `deliver/${cluster}/${team}/${name}`;
}

/** The proposed and unmerged image, as last fetched; undefined if there is none. */
export function proposedRef(git: Git, service: Pick<Service, 'team' | 'name'>, cluster: string): string | undefined {
  const ref = `refs/remotes/origin/${proposalBranch(service, cluster)}`;
  return git.objects([`${ref}^{commit}`])[0] && ref;
}
