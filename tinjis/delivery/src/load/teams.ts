import { readTeams } from '../model/teams/syntax.ts';
import { type Service, serviceWritten, type Teams, teamsPath } from '../model/teams.ts';
import { Failure, nameOneOf } from '@tinjis/manifests/failure';
import type { Tree } from '@tinjis/manifests/tree/tree';

/**
 * Reads the team file of a tree.
 * @throws Failure (unreadable) with its first fault, and how many more there are
 */
export function loadTeams(tree: Tree): Teams {
  const reading = readTeams(tree.text(teamsPath));
  if ('teams' in reading) return reading.teams;
  const [{ what, at, fix }, ...more] = reading.faults;
  const why = more.length > 0 ? { why: `it has ${more.length} more: npx tinjis verify lists them` } : {};
  throw new Failure('unreadable', { what, at, ...why, fix });
}

/**
 * Finds a service by `TEAM/SERVICE`, or by its name where only one team has one of that name.
 * @throws Failure (misuse) where the team file has none of that name
 */
export function serviceNamed(teams: Teams, written: string): Service {
  const service = serviceWritten(teams, written);
  if (service) return service;
  const all = teams.developers.flatMap(({ services }) => services.map(({ team, name }) => `${team}/${name}`));
  throw new Failure('misuse', {
    what: `there is no service ${written}`,
    at: teams.at(['teams']),
    fix: `${nameOneOf(written, all)}, or add it: npx tinjis onboard TEAM SERVICE`,
  });
}

/**
 * Finds the clusters an option asks for.
 * @param written the option's value; all clusters where it is absent
 * @throws Failure (misuse) where the team file has none of that name
 */
export function clustersNamed(teams: Teams, written: string | undefined): readonly string[] {
  const names = teams.clusters.map(({ name }) => name);
  if (written === undefined) return names;
  if (names.includes(written)) return [written];
  throw new Failure('misuse', {
    what: `there is no cluster ${written}`,
    at: teams.at(['clusters']),
    fix: nameOneOf(written, names),
  });
}
