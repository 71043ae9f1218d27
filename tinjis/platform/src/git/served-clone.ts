import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { applyWrites, type Writes } from '@tinjis/manifests/edit/apply';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import type { Folders } from '@tinjis/cluster/state';
import { gitIn } from './repository.ts';

/** A clone of the served repository, to which `up` adds its own commits as the platform. */
export interface ServedClone {
  /** Its top folder. */
  readonly folder: string;
  /** The commit that main is at. */
  head(): string;
}

/**
 * Brings the checkout's HEAD into the served main: unchanged the first time, merged later. Commits pushed meanwhile
 * stay.
 * @param bare folder of the served repository
 * @param root top folder of the checkout
 * @param login the platform team's member who pushes
 * @returns the clone, at main, and whether main took anything over
 * @throws Failure when both changed the same lines, or `root` is no checkout
 */
export function takeOver(
  bare: string,
  root: string,
  { state }: Pick<Folders, 'state'>,
  login: string,
): { readonly clone: ServedClone; readonly changed: boolean } {
  const head = headOf(root);
  const fresh = !hasMain(bare);
  // Not by a push: there is no team file before the first main that could judge it.
  if (fresh) gitIn(bare, ['fetch', '--quiet', '--update-shallow', root, `${head}:refs/heads/main`]);
  const clone = cloneOf(bare, state);
  if (contains(clone.folder, head)) return { clone, changed: fresh };
  gitIn(clone.folder, ['fetch', '--quiet', '--update-shallow', root, head]);
  try {
    gitIn(
      clone.folder,
      ['merge', '--quiet', '-m', `Take over ${head.slice(0, 12)} of the checkout`, head],
      identity(login),
    );
  } catch {
    const conflicts = gitIn(clone.folder, ['diff', '--name-only', '--diff-filter=U']).split('\n').join(', ');
    gitIn(clone.folder, ['merge', '--abort']);
    throw new Failure('found', {
      what: `this checkout and what was pushed to the platform both changed ${conflicts || 'the same lines'}`,
      why: '`tinjis up` merges the checkout into the served repository, so that nothing that was pushed is lost',
      fix: `merge them yourself: git pull ${bare} main, fix the conflicts, commit, and run \`tinjis up\` again`,
    });
  }
  if (push(clone.folder, login)) return { clone, changed: true };
  return { ...takeOver(bare, root, { state }, login), changed: true };
}

/** Does the checkout have uncommitted changes? */
export function isDirty(root: string): boolean {
  return gitIn(root, ['status', '--porcelain']) !== '';
}

/**
 * Commits files and pushes them to main as the platform. Does nothing when the files are unchanged.
 * @returns whether there was anything to commit
 */
export function commitAndPush({ folder }: ServedClone, writes: Writes, message: string, login: string): boolean {
  applyWrites(folder, writes);
  gitIn(folder, ['add', '--all']);
  if (gitIn(folder, ['status', '--porcelain']) === '') return false;
  gitIn(folder, ['commit', '--quiet', '--message', message], identity(login));
  while (!push(folder, login)) {
    gitIn(folder, ['fetch', '--quiet', 'origin', 'main']);
    gitIn(folder, ['rebase', '--quiet', 'origin/main'], identity(login));
  }
  return true;
}

/** The delivery folders of the clone. */
export function treeOf({ folder }: ServedClone): ReturnType<typeof diskTree> {
  return diskTree(folder);
}

/** False when somebody else pushed first, and that push must be taken in. */
function push(folder: string, login: string): boolean {
  try {
    // A push by path passes the same hooks as a push over HTTP.
    gitIn(folder, ['push', '--quiet', 'origin', 'HEAD:main'], { REMOTE_USER: login });
    return true;
  } catch (error) {
    if (/fetch first|non-fast-forward|cannot lock ref/.test(String(error))) return false;
    throw error;
  }
}

function cloneOf(bare: string, state: string): ServedClone {
  const folder = join(state, 'git', 'platform-clone');
  if (!existsSync(join(folder, '.git'))) gitIn(state, ['clone', '--quiet', bare, folder]);
  gitIn(folder, ['fetch', '--quiet', 'origin', 'main']);
  gitIn(folder, ['checkout', '--quiet', '--force', '-B', 'main', 'origin/main']);
  gitIn(folder, ['clean', '--quiet', '-ffdx']);
  return { folder, head: () => gitIn(folder, ['rev-parse', 'HEAD']) };
}

function headOf(root: string): string {
  try {
    return gitIn(root, ['rev-parse', '--verify', 'HEAD^{commit}']);
  } catch {
    throw new Failure('unreadable', {
      what: `${root} is no git checkout with a commit`,
      fix: 'run `tinjis up` in a clone of the repository',
    });
  }
}

function hasMain(bare: string): boolean {
  return gitIn(bare, ['for-each-ref', 'refs/heads/main']) !== '';
}

function contains(folder: string, commit: string): boolean {
  try {
    gitIn(folder, ['merge-base', '--is-ancestor', commit, 'HEAD']);
    return true;
  } catch {
    return false; // not in the clone's history, or not known here at all
  }
}

function identity(login: string): Readonly<Record<string, string>> {
  const email = `${login}@users.noreply.tinjis.example`;
  return { GIT_AUTHOR_NAME: login, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: login, GIT_COMMITTER_EMAIL: email };
}
