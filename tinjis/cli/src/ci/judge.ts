import { guard, type GuardDecision } from '@tinjis/delivery/guard/guard';
import type { GuardVerdict } from '@tinjis/delivery/guard/rules';
import { readProposal } from '@tinjis/delivery/load/proposal/read-proposal';
import { guardText } from '@tinjis/delivery/print/guard';
import { styleFor } from '@tinjis/delivery/print/style';
import { keepComment } from './comment.ts';
import { type PullRequest, readPullRequest, readReview, type Review } from './github/answers.ts';
import { gitHubOf } from './github/client.ts';
import { Remote } from './remote.ts';
import { required, type StepContext } from './step.ts';

interface Status {
  readonly state: string;
  /** At most 140 characters. */
  readonly description: string;
}

/** The part of a verdict that branch rules see: only `success` lets a merge through. */
const states: Readonly<Record<GuardVerdict, Status>> = {
  allow: { state: 'success', description: 'every path is the author’s to change, or approved' },
  'needs-platform': { state: 'pending', description: 'waits for an approval by the platform team' },
  unknown: { state: 'error', description: 'cannot be judged; the comment says why' },
  deny: { state: 'failure', description: 'refused whoever approves; the comment says why and how to fix it' },
};

/**
 * Judges a pull request with the code and the team file of the default branch. It comments, and sets the status `guard`
 * on the head. `HEAD_SHA` is the head of the event; a newer head has an event of its own. `ATTESTED` is the JSON list
 * of images whose provenance the previous step verified. A status belongs to a commit, so two pull requests with one
 * head would share a verdict: neither gets one. The step passes whatever the verdict.
 */
export async function guardStep(context: StepContext): Promise<boolean> {
  const sha = required(context, 'HEAD_SHA');
  const [found, second] = await pullRequestsAt(context);
  if (!found) {
    context.say(`no open pull request into the default branch stands at ${sha}: nothing to judge`);
    return true;
  }
  if (second) {
    await setStatus(context, sha, {
      state: 'error',
      description: `pull requests ${found.number} and ${second.number} have the same head: close one`,
    });
    return true;
  }
  const read = await proposalOf(context, found, JSON.parse(required(context, 'ATTESTED')) as readonly string[]);
  if (!read) {
    context.say('it was closed or pushed to while it was read');
    return true;
  }
  const { author } = read.proposal;
  const decision = guard(read.teams, read.proposal);
  context.say(guardText(decision, author, styleFor({}, {})));
  await keepComment(
    gitHubOf(context, 'GH_TOKEN'),
    found.number,
    'guard',
    guardMarkdown(decision, author),
    decision.verdict === 'allow',
  );
  await setStatus(context, sha, states[decision.verdict]);
  return true;
}

/** The open pull requests into the default branch whose head is `HEAD_SHA`. */
export async function pullRequestsAt(context: StepContext): Promise<readonly PullRequest[]> {
  const sha = required(context, 'HEAD_SHA');
  const pulls = await gitHubOf(context, 'GH_TOKEN').all('/pulls?state=open');
  return pulls.map(readPullRequest).filter((each) => isOpenAt(each, sha));
}

/**
 * Reads the proposal of a pull request as data, without checking anything out.
 * @param attested verified images, as {@link Proposal.attested}
 * @returns undefined if it was closed or pushed to meanwhile
 */
export async function proposalOf(
  context: StepContext,
  { number, user: { login }, head: { sha } }: PullRequest,
  attested: readonly string[],
): Promise<ReturnType<typeof readProposal> | undefined> {
  const github = gitHubOf(context, 'GH_TOKEN');
  const files = await github.all(`/pulls/${number}/files`);
  const approvedBy = approvals((await github.all(`/pulls/${number}/reviews`)).map(readReview), sha);
  new Remote(context).fetch(`+refs/pull/${number}/head:refs/tinjis/pull/${number}`);
  // The list belongs to this head only if the head is still the same after the list was read.
  if (!isOpenAt(readPullRequest(await github.get(`/pulls/${number}`)), sha)) return undefined;
  return readProposal({
    root: context.root,
    author: login,
    approvedBy,
    attested,
    base: 'HEAD',
    head: sha,
    listed: JSON.stringify(files),
  });
}

async function setStatus(context: StepContext, sha: string, status: Status): Promise<void> {
  const run = `${required(context, 'GITHUB_SERVER_URL')}/${required(context, 'GITHUB_REPOSITORY')}/actions/runs/${required(context, 'GITHUB_RUN_ID')}`;
  await gitHubOf(context, 'STATUS_TOKEN').send('POST', `/statuses/${sha}`, {
    context: 'guard',
    target_url: run,
    ...status,
  });
}

/**
 * The people who approve a head. Each person's last word counts, and only if it was about this very commit.
 * @param reviews in the order they were given
 */
export function approvals(reviews: readonly Review[], sha: string): readonly string[] {
  const last = new Map<string, boolean>();
  for (const { user, state, commit_id } of reviews) {
    if (user && state !== 'COMMENTED' && state !== 'PENDING')
      last.set(user.login, state === 'APPROVED' && commit_id === sha);
  }
  return [...last].filter(([, approves]) => approves).map(([login]) => login);
}

/**
 * A verdict as a comment. The text quotes paths of the change, so its fence is longer than any run of backticks: no
 * path can end it.
 */
export function guardMarkdown(decision: GuardDecision, author: string): string {
  const text = guardText(decision, author, styleFor({}, {}));
  const fence = '`'.repeat(1 + Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length)));
  const next: Readonly<Record<GuardVerdict, string>> = {
    allow: 'The guard lets this pass.',
    'needs-platform': 'This waits for an approval by the platform team. Fix it as said below, or ask for one.',
    unknown: 'This cannot be judged as it is.',
    deny: 'The guard refuses this, whoever approves it. Fix it as said below and push again.',
  };
  return `**${next[decision.verdict]}**\n\n${fence}text\n${text}\n${fence}\n`;
}

function isOpenAt({ state, head, base }: PullRequest, sha: string): boolean {
  return state === 'open' && head.sha === sha && base.ref === base.repo.default_branch;
}
