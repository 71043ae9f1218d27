import type { Reason, Ruling } from '../ruling.ts';
import { type Codeowners, ownersOf } from './codeowners.ts';

export interface Author {
  readonly login: string;
  /** Teams the author is in, as CODEOWNERS names them: `@organisation/team`. */
  readonly teams: readonly string[];
}

/** What CODEOWNERS may call an author, in lower case: GitHub minds none. */
export function namesOf({ login, teams }: Author): readonly string[] {
  return [`@${login}`, ...teams].map((name) => name.toLowerCase());
}

/**
 * May this author get a change of that path merged with nobody's approval but that of their own team?
 *
 * Holds where the branch requires review from code owners; without that setting CODEOWNERS only asks for reviews.
 * GitHub lets nobody approve their own change, so a team needs a second member; that is no right of anyone else, and
 * not judged here. A path nobody owns needs no owner's approval: anyone may change it, and the answer says so.
 */
export function mayMerge(codeowners: Codeowners, path: string, author: Author): Ruling {
  const { owners, reason } = ownersOf(codeowners, path);
  if (owners.length === 0) return { verdict: 'allow', reasons: [{ ...reason, basis: 'default' }] };
  const own = new Set(namesOf(author));
  const mine = owners.some((name) => own.has(name.toLowerCase()));
  const answer: Reason = {
    ...reason,
    code: mine ? 'git/own-team-approves' : 'git/others-approve',
    basis: mine ? 'granted' : 'forbidden',
    args: { ...reason.args, login: author.login },
  };
  return { verdict: mine ? 'allow' : 'deny', reasons: [answer] };
}
