import { type Image, imageOf, setImage } from '../model/image-entry.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { overlayFile } from '../model/layout.ts';
import type { Service, Teams } from '../model/teams.ts';
import type { Explanation } from '@tinjis/manifests/failure';

/** The file that a promotion changes, or none if the image already runs there. */
export interface Promotion {
  readonly image: Image;
  readonly writes: Readonly<Record<string, string>>;
}

/**
 * Plans to run a service on one cluster with the image it runs on another: the same path, tag and digest, in the only
 * entry of its overlay.
 * @returns why not, if the source was never built, runs a foreign image, or an entry cannot be read or set
 */
export function promote(
  tree: Tree,
  teams: Teams,
  service: Service,
  from: string,
  to: string,
): Promotion | { readonly refusal: Explanation } {
  const name = { team: service.team, service: service.name };
  const [source, target] = [overlayFile(name, from), overlayFile(name, to)];
  const found = imageOf(tree.text(source), source, service.name);
  if ('refusal' in found) return found;
  const { image } = found;
  if (!image) {
    return {
      refusal: {
        what: `${service.team}/${service.name} was never built on ${from}`,
        at: { file: source, line: 1 },
        why: 'there is no image to promote, and none is invented',
        fix: `build it first: its image is entered by npx tinjis bump ${service.team}/${service.name} --cluster ${from} …`,
      },
    };
  }
  const own = `${teams.registry}/${service.name}`;
  if (image.newName !== own) {
    return {
      refusal: {
        what: `${from} runs ${image.newName}, this service's image is ${own}`,
        at: { file: source, line: 1 },
        why: 'a foreign image is promoted nowhere; admission would refuse it',
        fix: `enter the service's own image on ${from} first: npx tinjis bump`,
      },
    };
  }
  const before = tree.text(target);
  const set = setImage(before, target, service.name, image);
  if ('refusal' in set) return set;
  return { image, writes: set.text === before ? {} : { [target]: set.text } };
}
