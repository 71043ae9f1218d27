import { execFileSync } from 'node:child_process';
import { Failure } from '@tinjis/manifests/failure';

export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/** Runs Git's plumbing in a repository: nothing that the files, attributes or hooks of a change could steer. */
export class Git {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The commit from which two commits went their own ways. */
  mergeBase(base: string, head: string): string {
    return this.#run(['merge-base', base, head], 'what base and head have in common').toString().trim();
  }

  /**
   * Every path that differs between two commits, with its entry in the first. A rename is two paths, so that both are
   * judged.
   */
  changes(from: string, to: string): ReadonlyMap<string, TreeEntry | undefined> {
    const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--no-ext-diff', from, to];
    const fields = split(this.#run(args, 'what changes from base to head'));
    const changes = new Map<string, TreeEntry | undefined>();
    for (let i = 0; i < fields.length; i += 2) {
      const [mode = '', , id = ''] = (fields[i] as string).slice(1).split(' ');
      changes.set(fields[i + 1] as string, mode === '000000' ? undefined : { mode, id });
    }
    return changes;
  }

  /** Every entry of a commit, by path. */
  entries(commit: string): ReadonlyMap<string, TreeEntry> {
    const listing = split(this.#run(['ls-tree', '-r', '-z', '--full-tree', commit], 'the files of head'));
    return new Map(
      listing.map((line) => {
        const tab = line.indexOf('\t');
        const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
        return [line.slice(tab + 1), { mode, id }];
      }),
    );
  }

  /**
   * Looks objects up by any name Git knows (`REVISION^{commit}`, `REVISION:path`, an id); one process for all.
   * Names go by standard input, so none can be taken for an option.
   */
  objects(names: readonly string[]): readonly ({ readonly id: string; readonly content: Buffer } | undefined)[] {
    const out = this.#run(
      ['cat-file', '--batch'],
      'the files of the change',
      names.map((name) => `${name.replaceAll('\n', ' ')}\n`).join(''),
    );
    let offset = 0;
    return names.map(() => {
      // Either `ID TYPE SIZE`, a newline, SIZE bytes and a newline, or `NAME missing` and a newline.
      const start = out.indexOf(10, offset) + 1;
      const [, id = '', size] = /^([0-9a-f]+) [a-z]+ (\d+)$/.exec(out.toString('utf8', offset, start - 1)) ?? [];
      offset = size === undefined ? start : start + Number(size) + 1;
      return size === undefined ? undefined : { id, content: out.subarray(start, offset - 1) };
    });
  }

  #run(args: readonly string[], what: string, input = ''): Buffer {
    try {
      return execFileSync('git', ['--no-replace-objects', ...args], {
        cwd: this.#root,
        input,
        maxBuffer: 1 << 30,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      const [said] = String((error as { stderr?: Buffer }).stderr)
        .trim()
        .split('\n');
      throw new Failure('unreadable', {
        what: `Git cannot tell ${what}: ${said || 'it found nothing'}`,
        why: 'the guard reads both ends of a change, as data, from the local repository',
        fix: 'name revisions this repository has, with their history (git fetch --unshallow)',
      });
    }
  }
}

function split(out: Buffer): string[] {
  return out.toString('utf8').split('\0').slice(0, -1);
}
