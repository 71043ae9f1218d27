import { isGoAlone } from '@tinjis/manifests/kustomization-fields';
import type { Explanation } from '@tinjis/manifests/failure';
import { isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { applySplices, fieldOf, setFields } from '@tinjis/manifests/edit/mapping';

/** One image entry's value, as a kustomization spells it. */
export interface Image {
  /** Image path, without tag and digest. */
  readonly newName: string;
  /** Full commit SHA, 40 lower-case hexadecimal digits; for an image that others built, their tag. */
  readonly newTag: string;
  /** `sha256:` and 64 lower-case hexadecimal digits. */
  readonly digest: string;
}

/** An image as one word: `NAME:TAG@DIGEST`. */
export function imageReference({ newName, newTag, digest }: Image): string {
  return `${newName}:${newTag}@${digest}`;
}

/** Settings of an image entry, in the order they are written. */
export const imageFields = ['newName', 'newTag', 'digest'] as const satisfies readonly (keyof Image)[];

/**
 * Checks what a build hands over.
 * @param image `path:tag`
 * @param digest `sha256:…` of the image's manifest list
 * @param path the image path that may run, without tag
 * @param tags `any` for an image that others built: its tag says no commit of ours
 */
export function readImage(
  image: string,
  digest: string,
  path: string,
  tags: 'commit' | 'any' = 'commit',
): Image | { readonly refusal: Explanation } {
  const [, newName, newTag] = /^([^@]*?)(?::([^/:@]*))?$/.exec(image) ?? [];
  if (newName !== path) {
    return {
      refusal: {
        what: `--image is ${image}, this service's image is ${path}:COMMIT`,
        fix: `pass --image ${path}:COMMIT; the digest goes to --digest`,
      },
    };
  }
  if (!newTag || !(tags === 'commit' ? isCommit(newTag) : isTag(newTag))) {
    return {
      refusal: {
        what: `the tag in --image is ${newTag ?? 'missing'}, expected ${tags === 'commit' ? 'a full commit SHA' : 'the tag of a version'}`,
        why: 'a tag that is the commit says what was built; a branch or latest moves',
        fix:
          tags === 'commit'
            ? 'tag the image with the 40 hexadecimal digits of `git rev-parse HEAD`'
            : `name the version: ${path}:VERSION`,
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

/** Is this a tag as registries take it, and none that is known to move? */
function isTag(tag: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag) && tag !== 'latest';
}

/** Is this a full commit SHA in lower case? */
export function isCommit(tag: string): boolean {
  return /^[0-9a-f]{40}$/.test(tag);
}

/** Is this a SHA-256 digest as registries write it? */
export function isDigest(digest: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(digest);
}

type Refusal = { readonly refusal: Explanation };

/**
 * Sets the one image entry of a kustomization and leaves every other byte alone.
 * The same image again gives the same text.
 * @param file path of the kustomization, for locations
 * @param name the entry's `name`: what the base's manifests call the image
 */
export function setImage(text: string, file: string, name: string, image: Image): { readonly text: string } | Refusal {
  const found = findEntry(text, file, name, image.newName);
  if ('refusal' in found) return found;
  const edit = setFields(text, found.entry, { ...image });
  if ('why' in edit)
    return found.refuse(
      edit.offset,
      `the image entry ${name} cannot be set: ${edit.why}`,
      'write it as lines of `key: value`',
    );
  return { text: applySplices(text, edit) };
}

/** Reads the one image entry. Absent where the overlay was never built: then the entry has neither tag nor digest. */
export function imageOf(text: string, file: string, name: string): { readonly image?: Image } | Refusal {
  const found = findEntry(text, file, name, name);
  if ('refusal' in found) return found;
  const [newName, newTag, digest] = imageFields.map((key) => found.entry.get(key));
  if (newTag === undefined && digest === undefined) return {};
  if (typeof newName === 'string' && typeof newTag === 'string' && typeof digest === 'string')
    return { image: { newName, newTag, digest } };
  return found.refuse(
    found.offset,
    `the image entry ${name} has only some of ${imageFields.join(', ')}`,
    'set all of them by `tinjis bump`, or take newTag and digest out',
  );
}

interface Found {
  readonly entry: YAMLMap;
  readonly offset: number;
  refuse(offset: number, what: string, fix: string): Refusal;
}

function findEntry(text: string, file: string, name: string, newName: string): Found | Refusal {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (offset: number, what: string, fix: string): Refusal => ({
    refusal: { what, at: { file, line: lines.linePos(offset).line }, fix },
  });
  const [error] = document.errors;
  if (error)
    return refuse(error.pos[0], `the kustomization is not valid YAML: ${error.message}`, 'fix the syntax here');
  const images = isMap(document.contents) ? fieldOf(document.contents, 'images')?.value : undefined;
  const entries = isSeq(images) ? images.items.filter((item) => isMap(item)) : [];
  const [entry, second] = entries.filter((each) => takes(each.get('name'), name, newName));
  const fix = 'write exactly one entry `- name: ' + name + '` under images:';
  if (!entry) return refuse(0, `the kustomization has no image entry ${name}`, fix);
  const offset = offsetOf(second ?? entry);
  if (second) return refuse(offset, `more than one image entry takes ${name}`, fix);
  if (entry.get('name') !== name)
    return refuse(offset, `the image entry ${String(entry.get('name'))} takes ${name} without being named so`, fix);
  const other = entry.items.find(({ key }) => !['name', ...imageFields].includes(String(key)));
  if (other) {
    const key = String(other.key);
    return refuse(
      offsetOf(other.key),
      `the image entry ${name} has ${key} beside name, ${imageFields.join(', ')}`,
      `take ${key} out`,
    );
  }
  return { entry, offset, refuse };
}

/**
 * kustomize takes `name` for a regular expression, and runs the entries one after the other, on what the one before
 * left. An expression that only Go reads may take it.
 */
function takes(pattern: unknown, name: string, newName: string): boolean {
  if (isGoAlone(String(pattern))) return true;
  try {
    const expression = new RegExp(`^${String(pattern)}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
    return expression.test(name) || expression.test(newName);
  } catch {
    return true;
  }
}

function offsetOf(node: unknown): number {
  return (node as { range: [number, number, number] }).range[0];
}
