import type { At, FieldPath } from '@tinjis/rules/objects/located';

/** A Git revision's files as data. Nothing of it is ever checked out. */
export interface Snapshot {
  /** Every path of the whole tree. */
  readonly paths: readonly string[];
  /**
   * Git's mode of an entry: `100644`, `100755`, `120000` (symlink), `160000` (submodule). Undefined where nothing
   * stands.
   */
  mode(path: string): string | undefined;
  /** Does anything stand below this path? */
  isFolder(path: string): boolean;
  /** Bytes of a regular file as UTF-8 text; bytes that are none become U+FFFD. */
  text(path: string): string;
  /** A regular file read as YAML. */
  yaml(path: string): Yaml;
}

export interface Yaml {
  readonly documents: readonly { readonly value: unknown; at(path?: FieldPath): At }[];
  readonly problems: readonly { readonly message: string; readonly at: At }[];
}

/** What somebody proposes to change. */
export interface Proposal {
  /** Login of the pull request's author, as GitHub's API gives it (`user.login`); an app's ends in `[bot]`. */
  readonly author: string;
  /** Who approved the head revision. */
  readonly approvedBy: readonly string[];
  /**
   * Images, as `NAME:TAG@DIGEST`, of which it was verified that the build workflow made them from the commit that is
   * their tag.
   */
  readonly attested: readonly string[];
  /** Both paths of a rename, and every other changed path once. */
  readonly paths: readonly string[];
  /** True where the list of paths may have been cut off. */
  readonly truncated: boolean;
  /** Where the change started: the merge base. */
  readonly before: Snapshot;
  /** What the change leads to: its head. */
  readonly after: Snapshot;
}
