import { isDeepStrictEqual } from 'node:util';
import { type DeveloperTeam, type Teams, teamsPath } from '../model/teams.ts';
import { overlayFile, ownedFolders, sourceFolder } from '../model/layout.ts';
import type { At } from '@tinjis/rules/objects/located';
import type { Proposal, Snapshot } from '../model/proposal.ts';
import { type GuardReason, guardReason, wholeFile } from './rules.ts';
import { type Image, imageReference, readImage, imageOf, setImage } from '../model/image-entry.ts';
import { packageFault } from './package.ts';

/** The role that the team file gives to somebody. */
export type Member =
  | { readonly is: 'platform' | 'app' | 'stranger' }
  | { readonly is: 'developer'; readonly teams: readonly DeveloperTeam[] };

/**
 * Looks a login up. GitHub's logins ignore case. The delivery app is known by `<slug>[bot]`: no person can take a login
 * with brackets.
 */
export function memberOf(teams: Teams, login: string): Member {
  const lower = login.toLowerCase();
  const has = ({ members }: { readonly members: readonly string[] }) =>
    members.some((member) => member.toLowerCase() === lower);
  if (lower === `${teams.deliveryApp}[bot]`) return { is: 'app' };
  if (has(teams.platform)) return { is: 'platform' };
  const own = teams.developers.filter(has);
  return own.length > 0 ? { is: 'developer', teams: own } : { is: 'stranger' };
}

/**
 * May the author change this path with their own teams' review? Yes in the folders of those teams' services. Every
 * other path belongs to the platform or another team.
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
    const own = member.teams.map(({ name }) => name);
    const servicesOf = (team: string): readonly string[] => ['teams', team, 'services'];
    if (!owner || !own.includes(owner.team)) {
      const code = path === teamsPath ? 'git/team-file' : 'git/outside-own-folder';
      const searched = own.map((name) => teams.at(servicesOf(name))) as [At, ...At[]];
      return guardReason(code, { searched }, { ...args, team: own.join(' and ') });
    }
    const { team } = owner;
    const at = teams.at([...servicesOf(team), owner.service]);
    const source = sourceFolder(owner);
    if (path === `${source}/binding.gyp` && after.mode(path) !== undefined)
      return guardReason('git/implicit-install', wholeFile(path), args);
    if (path === `${source}/package.json`) {
      const why = packageFault(before.text(path), after.text(path));
      if (why !== undefined) return guardReason('git/package-manifest', wholeFile(path), { ...args, why });
    }
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

/** An overlay that the delivery app may change: its service, and its cluster. */
interface Overlay {
  readonly team: string;
  readonly service: string;
  readonly cluster: string;
}

/**
 * Holds the delivery app to its purpose: it changes one image entry in one service's overlay, to an image of that
 * service. The resulting file must be, byte for byte, what `tinjis bump` would have written.
 *
 * A new image enters on the first cluster, and only if it is attested. Each later cluster takes the image that the
 * cluster before it runs. The app does not deliver to a cluster that reads another repository.
 */
export function appChange(teams: Teams, proposal: Proposal): (path: string) => GuardReason {
  const { paths, before, after } = proposal;
  const clusters = teams.clusters.filter(({ repository }) => repository === teams.repository).map(({ name }) => name);
  const overlays = new Map(
    teams.developers.flatMap(({ services }) =>
      services.flatMap(({ team, name: service }) =>
        clusters.map((cluster) => [overlayFile({ team, service }, cluster), { team, service, cluster }] as const),
      ),
    ),
  );

  const proposedBy = (
    path: string,
  ): { readonly image: Image; readonly overlay: Overlay } | { readonly why: string } => {
    const overlay = overlays.get(path);
    if (!overlay) return { why: 'the file is no overlay of a service on a cluster that the app delivers to' };
    if (paths.length > 1) return { why: `it is one of ${paths.length} changed files` };
    const proposed = imageOf(after.text(path), path, overlay.service);
    if ('refusal' in proposed) return { why: proposed.refusal.what };
    if (!proposed.image) return { why: 'the entry has no image' };
    const { newName, newTag, digest } = proposed.image;
    const image = readImage(`${newName}:${newTag}`, digest, `${teams.registry}/${overlay.service}`);
    if ('refusal' in image) return { why: image.refusal.what };
    const expected = setImage(before.text(path), path, overlay.service, image);
    if ('refusal' in expected) return { why: expected.refusal.what };
    return expected.text === after.text(path) ? { image, overlay } : { why: 'more than the image entry is changed' };
  };

  return (path) => {
    const found = proposedBy(path);
    if ('why' in found) return guardReason('git/app-beyond-image', wholeFile(path), { path, why: found.why });
    const { image, overlay } = found;
    const earlier = clusters[clusters.indexOf(overlay.cluster) - 1];
    if (earlier === undefined && !proposal.attested.includes(imageReference(image)))
      return guardReason('git/image-not-attested', wholeFile(path), { path, image: imageReference(image) });
    if (earlier !== undefined && !runs(before, { ...overlay, cluster: earlier }, image))
      return guardReason('git/image-not-promoted', wholeFile(path), { path, ...overlay, before: earlier });
    return guardReason('git/one-image-entry', teams.at(['deliveryApp']), { path, service: overlay.service });
  };
}

/** Does a service run this very image on that cluster? */
function runs(tree: Snapshot, { cluster, ...name }: Overlay, image: Image): boolean {
  const file = overlayFile(name, cluster);
  return isDeepStrictEqual(imageOf(tree.text(file), file, name.service), { image });
}
