/** A file that `tinjis generate` writes. */
export interface GeneratedFile {
  /** From the repository's top, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * First line of every generated file: by it a reader knows not to edit, and the generator which files it may remove.
 */
export const mark =
  '# Generated from policies/teams.yaml by `tinjis generate`. Change that file instead: edits here are overwritten.';

/** A generated file: the mark, then the text without its surrounding blank lines. */
export function generated(path: string, text: string): GeneratedFile {
  return { path, text: `${mark}\n${text.trim()}\n` };
}

/** Each line indented, for text that goes into a block of another. */
export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** The API server as Argo CD names the cluster it runs in. */
export const thisCluster = 'https://kubernetes.default.svc';
