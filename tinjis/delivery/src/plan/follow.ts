import type { Writes } from '@tinjis/manifests/edit/apply';
import { filesBelow, type Tree } from '@tinjis/manifests/tree/tree';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Explanation } from '@tinjis/manifests/failure';
import { generate } from '../generate/generate.ts';
import { findDrift } from '../model/generated.ts';
import { type Teams, teamsPath } from '../model/teams.ts';
import { readTeams } from '../model/teams/syntax.ts';

/** A change of the repository, with the team file as it is afterwards; or why it cannot be made. */
export type Planned = { readonly teams: Teams; readonly writes: Writes } | { readonly refusal: Explanation };

/** The same, with what people do afterwards, in this order. */
export type PlannedSteps = (Planned & { readonly then: readonly string[] }) | { readonly refusal: Explanation };

/**
 * All writes of a change: the team file, what people write beside it, and every generated file that follows.
 * @param text the new team file
 * @param beside the other writes, made from the new team file
 */
export function follow(tree: Tree, text: string, beside: (teams: Teams) => Writes): Planned {
  const reading = readTeams(text);
  if ('faults' in reading) {
    const [{ what, fix }] = reading.faults;
    return { refusal: { what: `the team file would have a fault: ${what}`, fix } };
  }
  const { teams } = reading;
  const writes = { [teamsPath]: text, ...beside(teams) };
  const after = changedTree(tree, writes);
  const drift = findDrift(after, generate(teams, after));
  return {
    teams,
    writes: { ...writes, ...Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])) },
  };
}

/** Writes that remove every file of some folders. */
export function removal(tree: Tree, ...folders: readonly string[]): Writes {
  return Object.fromEntries(folders.flatMap((folder) => filesBelow(tree, folder)).map((path) => [path, null]));
}
