import { overlayFile, ownedFolders } from '../model/service-folders.ts';
import { type Teams, teamsPath } from '../model/teams.ts';
import { memberOf } from './member.ts';
import type { Proposal } from '../model/proposal.ts';
import { type GuardReason, reason } from './rules.ts';

/**
 * May the author change this path with their own team's review? In the folders of the team's services yes; everything
 * else is the platform's or another team's.
 * @returns a function that judges one path of the proposal
 */
export function ownership(teams: Teams, { author, before, after }: Proposal): (path: string) => GuardReason {
  const member = memberOf(teams, author);
  const folders = ownedFolders(teams.developers);
  const overlays = new Set(
    [...folders.values()].flatMap((name) => teams.clusters.map((cluster) => overlayFile(name, cluster.name))),
  );
  return (path) => {
    const folder = foldersAbove(path).find((each) => folders.has(each)) ?? '';
    const owner = folders.get(folder);
    const args = { path, author, owner: owner?.team ?? teams.platform.name };
    if (member.is === 'platform')
      return reason('git/platform-author', teams.at(['teams', teams.platform.name, 'members']), args);
    if (member.is !== 'developer') return reason('git/author-unknown', { searched: [teams.at(['teams'])] }, args);
    const team = member.team.name;
    const services = ['teams', team, 'services'];
    if (owner?.team !== team) {
      const code = path === teamsPath ? 'git/team-file' : 'git/outside-own-folder';
      return reason(code, { searched: [teams.at(services)] }, { ...args, team });
    }
    const at = teams.at([...services, owner.service]);
    const removed = before.mode(path) !== undefined && after.mode(path) === undefined;
    return removed && overlays.has(path)
      ? reason('git/overlay-removed', { searched: [at] }, args)
      : reason('git/own-folder', at, { ...args, team, folder });
  };
}

function foldersAbove(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
}
