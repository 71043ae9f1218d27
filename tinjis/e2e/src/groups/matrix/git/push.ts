import type { WorkingCopy } from '../../../pushes/working-copy.ts';
import type { Observed } from '../../../refusals/decision.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The pushed commit, and the result. */
export interface Attempted {
  readonly observed: Observed;
  readonly parent: string;
  readonly commit: string;
}

export interface Pusher {
  readonly copy: WorkingCopy;
  /** Pushes a commit with these changes on top of main's current state. */
  push(changes: readonly FileChange[]): Promise<Attempted>;
  /** Fetches main, for a refspec that names main. */
  fetch(): Promise<void>;
  /** Pushes by a refspec, such as `+main~1:refs/heads/main`. */
  pushRef(refspec: string): Promise<Observed>;
}

/** How often somebody else may push first. */
const patience = 10;

const faster =
  /fetch first|non-fast-forward|cannot lock ref|failed to update ref|reference already exists|remote ref updated/;

/** Somebody's clone, made ready to push from. */
export function pusherOf(copy: WorkingCopy): Pusher {
  // The clone has one index and does one fetch at a time; the pushes themselves run side by side.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const commit = (changes: readonly FileChange[]): Promise<{ parent: string; commit: string }> =>
    inTurn(async () => {
      const parent = await mainOf(copy);
      return { parent, commit: await commitOn(copy, parent, changes, 'Try what the matrix of denials asks') };
    });
  const pushRef = async (refspec: string): Promise<Observed> => {
    try {
      await copy.git('push', '--quiet', 'origin', refspec);
      return { verdict: 'allowed' };
    } catch (error) {
      return refusal((error as Error).message);
    }
  };
  return {
    copy,
    fetch: () => inTurn(async () => void (await mainOf(copy))),
    pushRef,
    push: async (changes) => {
      for (let round = 1; ; round += 1) {
        const made = await commit(changes);
        const observed = await pushRef(`${made.commit}:refs/heads/main`);
        if (observed.verdict === 'allowed' || round === patience || !faster.test(observed.message))
          return { ...made, observed };
      }
    },
  };
}

/**
 * Fetches main and returns its commit. The fetch does not write to the branch that a push also moves, or the two would
 * fight for it; the empty refmap serves the same purpose.
 */
export async function mainOf(copy: WorkingCopy): Promise<string> {
  await copy.git('fetch', '--quiet', '--refmap=', 'origin', `+refs/heads/main:${fetched}`);
  return copy.git('rev-parse', fetched);
}

/** The ref under which a clone keeps the main that it fetched. */
export const fetched = 'refs/tinjis/main';

/** Reads git's output about a refused push. The lines from the server's hook begin with `remote:`. */
function refusal(said: string): Observed {
  const remote = said
    .split('\n')
    .flatMap((line) => /^remote: ?(.*?)\s*$/.exec(line)?.[1] ?? [])
    .filter((line) => line !== '');
  if (/Authentication failed|could not read Username|terminal prompts disabled|returned error: 40[13]/.test(said)) {
    return { verdict: 'denied', layer: 'login', message: lastLine(said) };
  }
  if (/pre-receive hook declined|\(hook declined\)/.test(said))
    return { verdict: 'denied', layer: 'git', message: remote.join(' ') };
  return { verdict: 'denied', layer: 'other', message: said.replaceAll('\n', ' ') };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** One path that a commit changes. */
export type FileChange = { readonly path: string } & (
  | { readonly text: string; readonly executable?: boolean }
  /** A line to add at the end of the existing file. */
  | { readonly added: string }
  | { readonly linkTo: string }
  /** A commit in another repository. */
  | { readonly submodule: string }
  | { readonly removed: true }
);

let files = 0;

/**
 * Makes a commit with changes on top of another commit, without touching the checked-out files. Runs one at a time,
 * because there is one index.
 */
export async function commitOn(
  copy: WorkingCopy,
  parent: string,
  changes: readonly FileChange[],
  message: string,
): Promise<string> {
  await copy.git('read-tree', parent);
  for (const change of changes) {
    if ('removed' in change) await copy.git('update-index', '--force-remove', change.path);
    else {
      const { mode, object } = await entryOf(copy, parent, change);
      await copy.git('update-index', '--add', '--cacheinfo', `${mode},${object},${change.path}`);
    }
  }
  return copy.git('commit-tree', '-p', parent, '-m', message, await copy.git('write-tree'));
}

/** An entry of Git's index. */
interface Entry {
  readonly mode: string;
  readonly object: string;
}

async function entryOf(
  copy: WorkingCopy,
  parent: string,
  change: Exclude<FileChange, { removed: true }>,
): Promise<Entry> {
  if ('submodule' in change) return { mode: '160000', object: change.submodule };
  if ('linkTo' in change) return { mode: '120000', object: await blob(copy, change.linkTo) };
  if ('added' in change)
    return {
      mode: '100644',
      object: await blob(copy, `${await copy.git('cat-file', 'blob', `${parent}:${change.path}`)}\n${change.added}\n`),
    };
  return { mode: change.executable ? '100755' : '100644', object: await blob(copy, change.text) };
}

async function blob(copy: WorkingCopy, text: string): Promise<string> {
  const file = join(copy.folder, '.git', `tinjis-blob-${(files += 1)}`);
  await writeFile(file, text);
  return copy.git('hash-object', '-w', '--no-filters', '--', file);
}
