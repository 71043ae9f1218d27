import { lstatSync, readFileSync } from 'node:fs';
import { Failure } from '@tinjis/manifests/failure';
import { readComment } from './github/answers.ts';
import { type GitHub, gitHubOf } from './github/client.ts';
import { required, type StepContext } from './step.ts';

/** Longest comment that GitHub takes, in characters. */
const longest = 65_536;

/**
 * Keeps one comment on a pull request: writes it once, and updates it after that. An invisible first line and a bot as
 * author identify the comment, so nobody can have their own comment rewritten by copying that line.
 * @param name the comment's topic; each name has one comment
 * @param quiet write nothing if there is no comment yet: good news needs none unless there was bad news before
 */
export async function keepComment(
  github: GitHub,
  pullRequest: number,
  name: string,
  markdown: string,
  quiet = false,
): Promise<'written' | 'updated' | 'unchanged'> {
  const mark = `<!-- tinjis:${name} -->`;
  const whole = `${mark}\n${markdown}`;
  const body = whole.length <= longest ? whole : `${whole.slice(0, longest - 40)}\n\n… cut: GitHub takes no more.`;
  const comments = (await github.all(`/issues/${pullRequest}/comments`)).map(readComment);
  const kept = comments.find((comment) => comment.user?.type === 'Bot' && comment.body?.startsWith(mark));
  if (kept?.body === body || (!kept && quiet)) return 'unchanged';
  await github.send(kept ? 'PATCH' : 'POST', kept ? `/issues/comments/${kept.id}` : `/issues/${pullRequest}/comments`, {
    body,
  });
  return kept ? 'updated' : 'written';
}

/** The number of the pull request that a step is about. @throws Failure (misuse) */
export function pullRequestNumber(context: StepContext): number {
  const number = required(context, 'PULL_REQUEST');
  if (/^[1-9][0-9]{0,9}$/.test(number)) return Number(number);
  throw new Failure('misuse', {
    what: 'PULL_REQUEST is no number',
    fix: 'give the step ${{ github.event.pull_request.number }}',
  });
}

/** Keeps the file that `DIFFERENCE` names as the comment `difference`. The pull request's own code wrote it. */
export async function commentStep(context: StepContext): Promise<boolean> {
  const number = pullRequestNumber(context);
  const done = await keepComment(
    gitHubOf(context, 'GH_TOKEN'),
    number,
    'difference',
    readDifference(required(context, 'DIFFERENCE')),
  );
  context.say(`comment ${done}`);
  return true;
}

function readDifference(file: string): string {
  // A link could point to a file that only this job may read.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) return readFileSync(file, 'utf8');
  throw new Failure('misuse', { what: `there is no file ${file}`, fix: 'download what the job `difference` left' });
}
