import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@tinjis/manifests/failure';
import type { StepContext } from './step.ts';

/** Git gets the token from the environment, through a helper: others could read it in an argument, a URL or a file. */
const credentials = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'credential.helper',
  GIT_CONFIG_VALUE_0: '!f() { echo username=x-access-token; echo "password=$GH_TOKEN"; }; f',
  GIT_CONFIG_KEY_1: 'core.hooksPath',
  GIT_CONFIG_VALUE_1: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

/** A checkout and its `origin`. Nothing here touches the checkout's files or index. */
export class Remote {
  readonly #root: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor({ root, env }: Pick<StepContext, 'root' | 'env'>) {
    this.#root = root;
    this.#env = { ...env, ...credentials };
  }

  /** Fetches refs and forgets deleted ones. @throws Failure (unreadable) */
  fetch(...refspecs: readonly string[]): void {
    this.#git(['fetch', '--quiet', '--no-tags', '--prune', '--end-of-options', 'origin', ...refspecs]);
  }

  /** The commit that a revision names; undefined if there is none. */
  commit(revision: string): string | undefined {
    return this.#try(['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`])?.trim();
  }

  /** Is one commit an ancestor of another? No if either is unknown. */
  isAncestor(of: string, later: string): boolean {
    return this.#try(['merge-base', '--is-ancestor', of, later]) !== undefined;
  }

  /**
   * Makes a commit that changes one file of its parent. The file keeps its path; nothing else can change.
   * @param by name and address of author and committer
   */
  commitFile(
    parent: string,
    path: string,
    text: string,
    message: string,
    by: { readonly name: string; readonly email: string },
  ): string {
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-index-'));
    try {
      const env = { GIT_INDEX_FILE: join(folder, 'index') };
      const blob = this.#git(['hash-object', '-w', '--stdin'], env, text).trim();
      this.#git(['read-tree', parent], env);
      this.#git(['update-index', '--cacheinfo', `100644,${blob},${path}`], env);
      const tree = this.#git(['write-tree'], env).trim();
      const identity = {
        GIT_AUTHOR_NAME: by.name,
        GIT_AUTHOR_EMAIL: by.email,
        GIT_COMMITTER_NAME: by.name,
        GIT_COMMITTER_EMAIL: by.email,
      };
      return this.#git(['commit-tree', tree, '-p', parent], identity, message).trim();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Sets a branch of the origin if it is still at the commit where it was seen.
   * @param seen the commit it was seen at; undefined if it did not exist
   * @returns false if somebody else was faster
   * @throws Failure (unreadable) if the origin refuses for another reason
   */
  push(commit: string, branch: string, seen: string | undefined): boolean {
    const ref = `refs/heads/${branch}`;
    try {
      this.#git([
        'push',
        '--quiet',
        '--porcelain',
        `--force-with-lease=${ref}:${seen ?? ''}`,
        'origin',
        `${commit}:${ref}`,
      ]);
      return true;
    } catch (error) {
      if (/stale info|cannot lock ref|reference already exists|failed to update ref/.test(String(error))) return false;
      throw error;
    }
  }

  #try(args: readonly string[]): string | undefined {
    try {
      return this.#git(args);
    } catch {
      return undefined;
    }
  }

  #git(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): string {
    try {
      return execFileSync('git', args, {
        cwd: this.#root,
        env: { ...this.#env, ...env },
        input,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      const said = `${stdout}\n${stderr}`.trim().replace(/\s*\n\s*/g, '; ');
      throw new Failure('unreadable', {
        what: `git ${String(args[0])} failed: ${said}`,
        fix: 'run it again; where it stays, compare the App with docs/github-setup.md',
      });
    }
  }
}
