import type { ListedGroup } from '../groups.ts';
import type { CheckGroup, LiveCheck, CheckContext } from './check.ts';
import type { LeftOut, Result } from './report.ts';
import { inParallel } from '@tinjis/cluster/in-parallel';

/**
 * Runs the requested groups. The groups that only look run first, side by side. Then those that change what others
 * would observe run one after the other.
 */
export async function runGroups(listed: readonly ListedGroup[], run: GroupRun): Promise<void> {
  const asked = listed.filter(({ name }) => isGroupWanted(run.only, name));
  const loaded = await Promise.all(asked.map(async (each) => ({ each, group: await each.load() })));
  const one = ({ each, group }: { each: ListedGroup; group: CheckGroup }): Promise<void> => runGroup(each, group, run);
  await Promise.all(loaded.filter(({ group }) => !group.alone).map(one));
  for (const next of loaded.filter(({ group }) => group.alone)) {
    if (!run.interrupted.aborted) await one(next);
  }
}

/** The input to a run of groups. */
interface GroupRun {
  readonly context: Omit<CheckContext, 'putBack'>;
  readonly only: readonly string[];
  readonly interrupted: AbortSignal;
  /** Receives each result as it comes. */
  result(result: Result): void;
  /** Receives each check that is left out. */
  leftOut(leftOut: LeftOut): void;
}

/** Runs one group: opens it, runs as many of its checks at a time as it allows, and puts back what they changed. */
export async function runGroup(
  { name: group }: ListedGroup,
  { width, open }: CheckGroup,
  run: GroupRun,
): Promise<void> {
  const undos: { readonly what: string; readonly undo: () => Promise<void> }[] = [];
  const context: CheckContext = { ...run.context, putBack: (what, undo) => void undos.push({ what, undo }) };
  const failed = (name: string, title: string, error: unknown): void => {
    run.result({ group, name, title, passed: false, ...errorLines(error), seconds: 0 });
  };
  try {
    const checks = wanted(group, await open(context), run);
    await inParallel(checks, width, async (check) => {
      if (!run.interrupted.aborted) run.result(await runCheck(group, check, run.interrupted));
    });
  } catch (error) {
    failed('open', 'the checks of this group can be made ready', error);
  } finally {
    for (const { what, undo } of undos.toReversed()) {
      await undo().catch((error: unknown) => failed('put-back', `the change is put back: ${what}`, error));
    }
  }
}

function wanted(
  group: string,
  checks: readonly LiveCheck[],
  { only, context, leftOut }: GroupRun,
): readonly LiveCheck[] {
  return checks.filter(({ name, title, breaks, impossible }) => {
    const path = `${group}/${name}`;
    if (!isWanted(only, path)) return false;
    if (impossible !== undefined) {
      leftOut({ group, name, title, why: impossible });
      return false;
    }
    const may = breaks === undefined || context.freshCluster || isNamed(only, path);
    if (!may) leftOut({ group, name, title, why: `it breaks ${breaks}; ask for it with --only ${path}` });
    return may;
  });
}

const usualSeconds = 60;

/** Runs one check until it ends or its time is up. Never throws: an error is a failed check. */
async function runCheck(group: string, check: LiveCheck, interrupted: AbortSignal): Promise<Result> {
  const { name, title, within = usualSeconds } = check;
  const start = performance.now();
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(new Error(`not done after ${within} s`)), within * 1000);
  const signal = AbortSignal.any([timer.signal, interrupted]);
  const about = { group, name, title };
  try {
    const outcome = await Promise.race([check.run(signal), aborted(signal)]);
    return { ...about, ...outcome, seconds: secondsSince(start) };
  } catch (error) {
    return { ...about, passed: false, ...errorLines(error), seconds: secondsSince(start) };
  } finally {
    clearTimeout(timeout);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** An error with its causes: `fetch failed` alone says nothing. */
function errorLines(error: unknown): { readonly observed: string; readonly explanation: readonly string[] } {
  const texts: string[] = [];
  for (let at: unknown = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) {
    texts.push(at instanceof Error ? at.message : String(at));
    // The check itself has a mistake: only the place where it happened helps.
    if (at instanceof TypeError || at instanceof RangeError)
      texts.push(String(at.stack).split('\n').slice(1, 5).join('\n'));
  }
  const [observed = 'an error without a message', ...explanation] = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim() !== '');
  return { observed, explanation };
}

function secondsSince(start: number): number {
  return Math.round(performance.now() - start) / 1000;
}

/**
 * Whether `--only` asks for something: a group (`matrix`), a check (`loss/cluster`), or all checks whose names begin
 * alike (`matrix/git`).
 * @param only what was asked for; empty means everything
 * @param path `group` or `group/check`
 */
export function isWanted(only: readonly string[], path: string): boolean {
  return only.length === 0 || only.some((asked) => isBelow(path, asked));
}

/** Whether `--only` asks for any check in a group. */
function isGroupWanted(only: readonly string[], group: string): boolean {
  return only.length === 0 || only.some((asked) => asked.split('/')[0] === group);
}

/** Whether `--only` asks for a check more precisely than by its whole group. */
export function isNamed(only: readonly string[], path: string): boolean {
  return only.some((asked) => asked.includes('/') && isBelow(path, asked));
}

function isBelow(path: string, asked: string): boolean {
  return path === asked || path.startsWith(`${asked}/`);
}
