import { execFileSync } from 'node:child_process';
import { Failure } from '../../outcome/failure.ts';

/** Runs Git's plumbing in a repository, and nothing that its files, attributes or hooks could steer. */
export class Git {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The commit a name stands for.
   * @throws Failure (unreadable) where Git knows no such commit
   */
  commit(revision: string): string {
    return this.#run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], `revision ${revision}`).toString().trim();
  }

  /** The commit from which `head` went its own way. */
  mergeBase(base: string, head: string): string {
    return this.#run(['merge-base', base, head], `what ${base} and ${head} have in common`).toString().trim();
  }

  /** Changed paths between two commits; a rename counts as two, so that both are judged. */
  changedPaths(from: string, to: string): string[] {
    return split(this.#run(['diff-tree', '-r', '-z', '--no-renames', '--no-ext-diff', '--name-only', from, to], `the change from ${from} to ${to}`));
  }

  /** Mode and object id of every entry of a commit, by path. */
  entries(commit: string): ReadonlyMap<string, Entry> {
    const listing = split(this.#run(['ls-tree', '-r', '-z', '--full-tree', commit], `the files of ${commit}`));
    return new Map(listing.map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
      return [line.slice(tab + 1), { mode, id }];
    }));
  }

  /** Contents of objects, by id: one process for all. Its answers are `ID TYPE SIZE`, a newline, SIZE bytes, a newline. */
  contents(ids: readonly string[]): ReadonlyMap<string, Buffer> {
    const out = this.#run(['cat-file', '--batch'], 'the files of the change', ids.map((id) => `${id}\n`).join(''));
    const contents = new Map<string, Buffer>();
    let offset = 0;
    for (const id of ids) {
      const start = out.indexOf(10, offset) + 1;
      const end = start + Number(out.toString('latin1', offset, start - 1).split(' ')[2]);
      contents.set(id, out.subarray(start, end));
      offset = end + 1;
    }
    return contents;
  }

  #run(args: readonly string[], what: string, input = ''): Buffer {
    try {
      return execFileSync('git', ['--no-replace-objects', ...args], { cwd: this.#root, input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'pipe'] });
    } catch (error) {
      const said = String((error as { stderr?: Buffer }).stderr ?? '').trim().split('\n')[0];
      throw new Failure('unreadable', {
        what: `Git cannot tell ${what}${said ? `: ${said}` : ''}`,
        why: 'the guard reads both ends of a change, as data, from the local repository',
        mend: 'name revisions this repository has; in a fresh clone fetch them first, with their history (git fetch --unshallow)',
      });
    }
  }
}

export interface Entry {
  readonly mode: string;
  readonly id: string;
}

function split(out: Buffer): string[] {
  return out.toString('utf8').split('\0').slice(0, -1);
}
