import { readImage, imageOf, setImage } from '../model/image-entry.ts';
import { overlayFile } from '../model/service-folders.ts';
import type { Teams } from '../model/teams.ts';
import type { Proposal } from '../model/proposal.ts';
import { type GuardReason, reason, wholeFile } from './rules.ts';

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
      ? reason('git/one-image-entry', teams.at(['deliveryApp']), { path, service })
      : reason('git/app-beyond-image', wholeFile(path), { path, why });
  };
}
