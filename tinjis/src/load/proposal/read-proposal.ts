import type { Proposal } from '../../model/proposal.ts';
import { isKustomization, serviceFolderOf } from '../../model/service-folders.ts';
import { readTeams } from '../../model/teams/read.ts';
import { type Teams, teamsPath } from '../../model/teams.ts';
import { Failure } from '../../outcome/failure.ts';
import { Git } from './git.ts';
import { readPullRequestFiles } from './pull-request-files.ts';
import { gitSnapshot } from './snapshot.ts';

export interface ProposalSource {
  /** Any folder of the repository. */
  readonly root: string;
  readonly author: string;
  readonly approvedBy: readonly string[];
  /** Revision that the change is to be merged into. */
  readonly base: string;
  /** Revision that is to be merged. */
  readonly head: string;
  /** GitHub's list of the pull request's files, as JSON; its paths are judged together with those Git finds. */
  readonly listed?: string;
}

/**
 * Reads a proposed change from Git's objects, without touching the checkout, and the team file from the base revision.
 * @throws Failure (unreadable) where a revision is missing or the base has no sound team file; (misuse) for a list that is none
 */
export function readProposal(source: ProposalSource): { readonly teams: Teams; readonly proposal: Proposal } {
  const { root, author, approvedBy, base, head, listed } = source;
  const git = new Git(root);
  const [into, to] = [git.commit(base), git.commit(head)];
  const teams = readTeamsAt(git, into, base);
  const from = git.mergeBase(into, to);
  const { paths: fromList, truncated } = listed === undefined ? { paths: [], truncated: false } : readPullRequestFiles(listed);
  const paths = [...new Set([...fromList, ...git.changedPaths(from, to)])];
  const touched = new Set(paths.map(serviceFolderOf));
  const wanted = (path: string): boolean => isKustomization(path) && touched.has(serviceFolderOf(path));
  const [before, after] = [gitSnapshot(git, from, () => false), gitSnapshot(git, to, wanted)];
  return { teams, proposal: { author, approvedBy, paths, truncated, before, after } };
}

function readTeamsAt(git: Git, commit: string, name: string): Teams {
  const tree = gitSnapshot(git, commit, () => false);
  if (!tree.mode(teamsPath)?.startsWith('100')) {
    throw new Failure('unreadable', { what: `${name} has no ${teamsPath}`, why: 'it says who may what', mend: 'name a base revision that has it' });
  }
  const reading = readTeams(tree.text(teamsPath));
  if ('teams' in reading) return reading.teams;
  const [{ at, what, mend }] = reading.faults;
  throw new Failure('unreadable', { what: `the team file of ${name} is not sound: ${what}`, at, mend });
}
