import { guard } from '@tinjis/delivery/guard/guard';
import { Git } from '@tinjis/delivery/load/proposal/git';
import { readProposal } from '@tinjis/delivery/load/proposal/read-proposal';
import { guardText } from '@tinjis/delivery/print/guard';
import { styleFor } from '@tinjis/delivery/print/style';
import { noCommit, type RefUpdate } from './webhook.ts';

type PushVerdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string };

const mainRef = 'refs/heads/main';

/**
 * May this login move this ref? GitHub's branch rules apply: main only moves forward, and only by changes that the
 * guard lets this author make without anybody's approval. Members of a team may move other branches at will, and nobody
 * may move anything else. The old main's team file counts, not the pushed one.
 * @param root the repository, in which the pushed objects can be read
 */
export function judgePush(root: string, login: string, { before, after, ref }: RefUpdate): PushVerdict {
  const refuse = (why: string): PushVerdict => ({ allowed: false, why });
  if (!ref.startsWith('refs/heads/')) return refuse(`${ref} is no branch; push branches, all else is the server's`);
  const member = (): PushVerdict =>
    isMember(root, login) ? { allowed: true } : refuse(`${login} is in no team of policies/teams.yaml`);
  if (ref !== mainRef) return member();
  if (noCommit.test(after)) return refuse('main cannot be deleted');
  if (noCommit.test(before)) return refuse('main is made by `tinjis up`');
  const git = new Git(root);
  if (git.mergeBase(before, after) !== before) {
    return refuse(
      'main only goes forward: what is in it cannot be taken back by a push; fetch it, rebase, push again, or use `git revert`',
    );
  }
  // To the guard, an empty list of paths means that the list was lost. Here the list comes from Git, and means what it
  // says.
  if (git.changes(before, after).size === 0) return member();
  const { teams, proposal } = readProposal({ root, author: login, approvedBy: [], base: before, head: after });
  const decision = guard(teams, proposal);
  return decision.verdict === 'allow' ? { allowed: true } : refuse(guardText(decision, login, styleFor({}, {})));
}

function isMember(root: string, login: string): boolean {
  const { teams } = readProposal({ root, author: login, approvedBy: [], base: mainRef, head: mainRef });
  return [teams.platform, ...teams.developers].some(({ members }) => members.includes(login));
}
