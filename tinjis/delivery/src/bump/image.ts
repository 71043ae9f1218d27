import type { Explanation } from '@tinjis/manifests/failure';

/** One image entry's value, as a kustomization spells it. */
export interface Image {
  /** Image path, without tag and digest. */
  readonly newName: string;
  /** Full commit SHA: 40 lower-case hexadecimal digits. */
  readonly newTag: string;
  /** `sha256:` and 64 lower-case hexadecimal digits. */
  readonly digest: string;
}

/** Settings of an image entry, in the order they are written. */
export const imageFields = ['newName', 'newTag', 'digest'] as const satisfies readonly (keyof Image)[];

/**
 * Checks what a build hands over.
 * @param image `path:tag`
 * @param digest `sha256:…` of the image's manifest list
 * @param path the one image path the service may run, without tag
 */
export function readImage(image: string, digest: string, path: string): Image | { readonly refusal: Explanation } {
  const [, newName, newTag] = /^([^@]*?)(?::([^/:@]*))?$/.exec(image) ?? [];
  if (newName !== path) {
    return {
      refusal: {
        what: `--image is ${image}, this service's image is ${path}:COMMIT`,
        fix: `pass --image ${path}:COMMIT; the digest goes to --digest`,
      },
    };
  }
  if (!newTag || !isCommit(newTag)) {
    return {
      refusal: {
        what: `the tag in --image is ${newTag ?? 'missing'}, expected a full commit SHA`,
        why: 'a tag that is the commit says what was built; a branch or latest moves',
        fix: 'tag the image with the 40 hexadecimal digits of `git rev-parse HEAD`',
      },
    };
  }
  if (!isDigest(digest)) {
    return {
      refusal: {
        what: `--digest is ${digest}, expected sha256: and 64 hexadecimal digits`,
        fix: 'pass the digest the registry answered to the push',
      },
    };
  }
  return { newName, newTag, digest };
}

/** Is this a full commit SHA in lower case? */
export function isCommit(tag: string): boolean {
  return /^[0-9a-f]{40}$/.test(tag);
}

/** Is this a SHA-256 digest as registries write it? */
export function isDigest(digest: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(digest);
}
