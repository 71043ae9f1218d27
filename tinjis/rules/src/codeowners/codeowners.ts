import type { At } from '../objects/located.ts';
import type { Reason, Ruling } from '../ruling.ts';
import { compilePattern, type PathTest } from './pattern.ts';
import { memoized } from '../memo.ts';

/** GitHub loads no larger file, and then asks nobody for a review. */
export const largestFile = 3 * 1024 * 1024;

export interface OwnerRule extends PathTest {
  readonly pattern: string;
  /** `@user`, `@organisation/team` or an address. If empty, nobody owns the matching paths. */
  readonly owners: readonly string[];
  readonly at: At;
  /** Why it is not known whether GitHub heeds the line; its pattern is then read as widely as it can be. */
  readonly fault?: string;
}

export interface Codeowners {
  readonly file: string;
  readonly rules: readonly OwnerRule[];
}

/** The owners of a path. `reason` cites the deciding line. */
export interface Ownership {
  readonly owners: readonly string[];
  readonly reason: Reason;
  /** Whether the line that could decide is not understood. Its owners then say nothing. */
  readonly open?: boolean;
}

// The login of a managed user ends in the short name of their enterprise: alice_company.
const owner = /^(?:@[a-z\d](?:[a-z\d_-]*[a-z\d])?(?:\/[a-z\d][\w.-]*)?|[\w.%+-]+@[a-z\d.-]+\.[a-z]{2,})$/i;

/**
 * Reads a CODEOWNERS file as GitHub does: it skips comments and blank lines; every other line is a rule. GitHub's pages
 * say that it skips a line with a fault, but not what a fault is. So such a line stays as a rule with its `fault`.
 * @param file its path, for citation in answers
 */
export function readCodeowners(text: string, file: string): Codeowners {
  if (Buffer.byteLength(text) >= largestFile) return { file, rules: [] };
  const rules = text.split(/\r?\n/).flatMap((line, index): OwnerRule[] => {
    const [pattern, ...owners] = wordsOf(line);
    if (pattern === undefined) return [];
    const stranger = owners.find((name) => !owner.test(name));
    const fault =
      stranger === undefined ? undefined : `${stranger} is neither @user, @organisation/team nor an address`;
    return [{ pattern, owners, at: { file, line: index + 1 }, ...(fault && { fault }), ...compilePattern(pattern) }];
  });
  return { file, rules };
}

/** The words of a line up to its comment; a backslash keeps a space inside a word. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:\\.|[^ \t\\]|\\$)+/gsu) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment === -1 ? words : words.slice(0, comment);
}

/**
 * Finds the owners of a path: the last rule that matches decides alone, and a rule without owners takes ownership away.
 * @param path from the repository's top, with forward slashes
 */
export function ownersOf(codeowners: Codeowners, path: string): Ownership {
  const rule = decidingRule(codeowners, path);
  if (!rule) {
    const searched = [{ file: codeowners.file, line: 1 }];
    return {
      owners: [],
      reason: { code: 'git/no-owner-line', basis: 'nothing-grants', args: { path }, at: { searched } },
    };
  }
  const args = { path, pattern: rule.pattern, owners: rule.owners.join(', ') };
  if (rule.fault !== undefined) {
    const reason = { code: 'git/owner-line-unread', basis: 'input-missing', at: rule.at } as const;
    return { owners: rule.owners, open: true, reason: { ...reason, args: { ...args, why: rule.fault } } };
  }
  const code = rule.owners.length > 0 ? 'git/owned' : 'git/owned-by-nobody';
  return { owners: rule.owners, reason: { code, basis: 'granted', args, at: rule.at } };
}

/** A rule with its place in the file, by the folder that is sure to hold everything it matches. */
type RulesByFolder = ReadonlyMap<string, readonly { readonly rule: OwnerRule; readonly index: number }[]>;

/**
 * The rule that decides about a path: the last that matches. This looks under the path's own folders, since a file has
 * a line for each of a thousand services.
 */
export function decidingRule(codeowners: Codeowners, path: string): OwnerRule | undefined {
  const index = indexOf(codeowners);
  const found = foldersOf(path).flatMap(
    (folder) => index.get(folder)?.findLast(({ rule }) => rule.matches(path)) ?? [],
  );
  return found.toSorted((left, right) => left.index - right.index).at(-1)?.rule;
}

const indexOf = memoized(({ rules }: Codeowners): RulesByFolder =>
  Map.groupBy(
    rules.map((rule, index) => ({ rule, index })),
    ({ rule }) => rule.folder,
  ),
);

/** The folders that contain a path, the top first. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.map((_, depth) => segments.slice(0, depth).join('/'));
}

export interface Author {
  readonly login: string;
  /** The author's teams, as CODEOWNERS names them: `@organisation/team`. */
  readonly teams: readonly string[];
  /** An e-mail address, by which CODEOWNERS may name them too. */
  readonly email?: string | undefined;
}

/** The names that CODEOWNERS may use for an author, in lower case: GitHub ignores case. */
export function namesOf({ login, teams, email }: Author): readonly string[] {
  return [`@${login}`, ...teams, ...(email === undefined ? [] : [email])].map((name) => name.toLowerCase());
}

/**
 * May this author get a change to that path merged with only their own team's approval?
 *
 * This holds if the branch requires review from code owners; without that setting CODEOWNERS only asks for reviews.
 * GitHub lets nobody approve their own change, so a team needs a second member; that gives nobody else a right, and is
 * not judged here. A path without an owner needs no owner's approval: anyone may change it, and the answer says so. The
 * answer is unknown if a line could decide that is not understood.
 */
export function mayMerge(codeowners: Codeowners, path: string, author: Author): Ruling {
  const { owners, reason, open } = ownersOf(codeowners, path);
  if (open) return { verdict: 'unknown', reasons: [reason] };
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
