import { type DeveloperTeam, type Teams, teamsPath } from '../model/teams.ts';
import { overlayFile, ownedFolders } from '../model/layout.ts';
import type { Proposal } from '../model/proposal.ts';
import { type GuardReason, guardReason, wholeFile } from './rules.ts';
import { readImage, imageOf, setImage } from '../model/image-entry.ts';

/** Who somebody is to the team file. */
export type Member =
  { readonly is: 'platform' | 'app' | 'stranger' } | { readonly is: 'developer'; readonly team: DeveloperTeam };

/**
 * Looks a login up. GitHub's logins do not mind upper and lower case.
 * The delivery app is known by `<slug>[bot]`: no person can take a login with brackets.
 */
export function memberOf(teams: Teams, login: string): Member {
  const lower = login.toLowerCase();
  const has = ({ members }: { readonly members: readonly string[] }) =>
    members.some((member) => member.toLowerCase() === lower);
  if (lower === `${teams.deliveryApp}[bot]`) return { is: 'app' };
  if (has(teams.platform)) return { is: 'platform' };
  const team = teams.developers.find(has);
  return team ? { is: 'developer', team } : { is: 'stranger' };
}

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
      return guardReason('git/platform-author', teams.at(['teams', teams.platform.name, 'members']), args);
    if (member.is !== 'developer') return guardReason('git/author-unknown', { searched: [teams.at(['teams'])] }, args);
    const team = member.team.name;
    const services = ['teams', team, 'services'];
    if (owner?.team !== team) {
      const code = path === teamsPath ? 'git/team-file' : 'git/outside-own-folder';
      return guardReason(code, { searched: [teams.at(services)] }, { ...args, team });
    }
    const at = teams.at([...services, owner.service]);
    const removed = before.mode(path) !== undefined && after.mode(path) === undefined;
    return removed && overlays.has(path)
      ? guardReason('git/overlay-removed', { searched: [at] }, args)
      : guardReason('git/own-folder', at, { ...args, team, folder });
  };
}

function foldersAbove(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
}

/**
 * Holds the delivery app to what it is for: one image entry of one service's overlay on one cluster, to an image of
 * that service. The file it leaves must be, byte for byte, the one `tinjis bump` would have written.
 */
export function appChange(teams: Teams, { paths, before, after }: Proposal): (path: string) => GuardReason {
  const overlays = new Map(
    teams.developers.flatMap(({ name: team, services }) =>
      services.flatMap(({ name: service }) =>
        teams.clusters.map(
          ({ name: cluster }) => [overlayFile({ team, service }, cluster), { team, service }] as const,
        ),
      ),
    ),
  );

  const beyond = (path: string): string | undefined => {
    const owner = overlays.get(path);
    if (!owner) return 'the file is no overlay of a service that the team file knows';
    if (paths.length > 1) return `it is one of ${paths.length} changed files`;
    if (before.mode(path) === undefined || after.mode(path) === undefined) return 'the file is added or removed';
    const proposed = imageOf(after.text(path), path, owner.service);
    if ('refusal' in proposed) return proposed.refusal.what;
    if (!proposed.image) return 'the entry has no image';
    const { newName, newTag, digest } = proposed.image;
    const image = readImage(`${newName}:${newTag}`, digest, `${teams.registry}/${owner.service}`);
    if ('refusal' in image) return image.refusal.what;
    const expected = setImage(before.text(path), path, owner.service, image);
    if ('refusal' in expected) return expected.refusal.what;
    return expected.text === after.text(path) ? undefined : 'more than the image entry is changed';
  };

  return (path) => {
    const why = beyond(path);
    const service = overlays.get(path)?.service ?? '';
    return why === undefined
      ? guardReason('git/one-image-entry', teams.at(['deliveryApp']), { path, service })
      : guardReason('git/app-beyond-image', wholeFile(path), { path, why });
  };
}
