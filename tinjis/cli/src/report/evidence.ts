import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '@tinjis/delivery/load/repository';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { deliveryFiles, deliveryFolders, filesBelow, type Tree } from '@tinjis/manifests/tree/tree';

/** What a report was made from, by what, and when: whoever has the same makes the same report. */
export interface Evidence {
  /** Undefined where the files are in no Git repository, or nothing was committed. */
  readonly commit?: Commit;
  /** Time of the report (ISO 8601, UTC). */
  readonly made: string;
  /** Version of tinjis. */
  readonly version: string;
  /** Digest of `policies/`, see {@link digestOfFolder}. */
  readonly policies: string;
  /** What rendered the objects: `kustomize 5.8.1 (kubectl on PATH)`. */
  readonly renderer: string;
}

export interface Commit {
  readonly id: string;
  /** Whether the files are those of the commit. */
  readonly clean: boolean;
  /** Address at which the web shows the files of the commit; undefined if the repository has no web address. */
  readonly files?: string;
}

/**
 * Takes down what a report is made from.
 * @param root top folder of the repository as read
 */
export function evidenceOf(root: string, { tree, model, renderer }: Repository, now: Date): Evidence {
  const commit = commitOf(root, model.teams.repository);
  return {
    ...(commit && { commit }),
    made: now.toISOString(),
    version: versionOf(),
    policies: digestOfFolder(tree, 'policies'),
    renderer,
  };
}

/**
 * A digest of every file in a folder: SHA-256 of what `find FOLDER -type f | LC_ALL=C sort | xargs sha256sum` prints.
 */
export function digestOfFolder(tree: Tree, folder: string): string {
  const list = filesBelow(tree, folder)
    .filter((path) => tree.kind(path) === 'file')
    .map((path) => `${sha256(tree.bytes(path))}  ${path}\n`);
  return `sha256:${sha256(list.join(''))}`;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function commitOf(root: string, repository: string): Commit | undefined {
  const [prefix = '', id] = git(root, ['rev-parse', '--show-prefix', 'HEAD'])?.split('\n') ?? [];
  if (!id) return undefined;
  const changed = git(root, ['status', '--porcelain', '--', ...deliveryFolders, ...deliveryFiles]);
  return {
    id,
    clean: changed === '',
    ...(repository.startsWith('https://') && { files: `${repository.replace(/\.git$/, '')}/blob/${id}/${prefix}` }),
  };
}

/** What Git says; undefined where it says nothing, as outside of a repository. */
function git(root: string, args: readonly string[]): string | undefined {
  try {
    // A file system monitor is a program that the checkout names.
    return execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(join(dirname(packageFolder), 'cli', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}
