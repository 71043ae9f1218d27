import { serviceFolderOf } from '../../model/layout.ts';
import { isKustomization } from '@tinjis/manifests/kustomization';
import type { Proposal } from '../../model/proposal.ts';
import { readTeams } from '../../model/teams/syntax.ts';
import { type Teams, teamsPath } from '../../model/teams.ts';
import { Failure } from '@tinjis/manifests/failure';
import { type TreeEntry, Git } from './git.ts';
import { readPullRequestFiles } from './pull-request-files.ts';
import { gitSnapshot } from './snapshot.ts';

export interface ProposalSource {
  /** Any folder of the repository. */
  readonly root: string;
  readonly author: string;
  readonly approvedBy: readonly string[];
  /** As {@link Proposal.attested}; none where nothing was verified. */
  readonly attested?: readonly string[];
  /** Revision that the change is to be merged into. */
  readonly base: string;
  /** Revision that is to be merged. */
  readonly head: string;
  /** GitHub's list of the pull request's files, as JSON; its paths are judged together with those Git finds. */
  readonly listed?: string;
}

/**
 * Reads a proposed change from Git's objects, without touching the checkout, and the team file from the base revision.
 * @throws Failure (unreadable) where a revision is missing or the base has no sound team file; (misuse) for a list that
 * is none
 */
export function readProposal(source: ProposalSource): { readonly teams: Teams; readonly proposal: Proposal } {
  const { root, author, approvedBy, attested = [], base, head, listed } = source;
  const git = new Git(root);
  const [into, to, teamFile] = git.objects([`${base}^{commit}`, `${head}^{commit}`, `${base}:${teamsPath}`]);
  if (!into || !to) {
    throw new Failure('unreadable', {
      what: `Git knows no commit ${into ? head : base}`,
      fix: 'name a revision of this repository; fetch it first, it need not be checked out',
    });
  }
  const teams = teamsOf(teamFile?.content, base);
  const { paths: fromList, truncated } =
    listed === undefined ? { paths: [], truncated: false } : readPullRequestFiles(listed);
  const changes = git.changes(git.mergeBase(into.id, to.id), to.id);
  const entries = git.entries(to.id);
  const paths = [...new Set([...fromList, ...changes.keys()])];
  const touched = new Set(paths.map(serviceFolderOf));
  const wanted = (path: string): boolean => isKustomization(path) && touched.has(serviceFolderOf(path));
  const before = gitSnapshot(git, undone(entries, changes), () => false);
  return {
    teams,
    proposal: { author, approvedBy, attested, paths, truncated, before, after: gitSnapshot(git, entries, wanted) },
  };
}

/** The entries before the changes: what is not changed is the same at both ends. */
function undone(
  entries: ReadonlyMap<string, TreeEntry>,
  changes: ReadonlyMap<string, TreeEntry | undefined>,
): ReadonlyMap<string, TreeEntry> {
  const before = new Map(entries);
  for (const [path, entry] of changes) {
    if (entry) before.set(path, entry);
    else before.delete(path);
  }
  return before;
}

function teamsOf(content: Buffer | undefined, base: string): Teams {
  if (!content)
    throw new Failure('unreadable', {
      what: `${base} has no ${teamsPath}, which says who may what`,
      fix: 'name a base revision that has it',
    });
  const reading = readTeams(content.toString('utf8'));
  if ('teams' in reading) return reading.teams;
  const [{ at, what, fix }] = reading.faults;
  throw new Failure('unreadable', { what: `the team file of ${base} is not sound: ${what}`, at, fix });
}
