import type { ListedGroup } from '../groups.ts';
import type { LiveCheck, CheckGroup, CheckContext } from './check.ts';
import type { LeftOut, Result } from './results.ts';
import { runCheck, errorLines } from './run-check.ts';
import { isNamed, isWanted } from './select.ts';

/** What a run of groups is given. */
export interface GroupRun {
  readonly context: Omit<CheckContext, 'putBack'>;
  readonly only: readonly string[];
  readonly interrupted: AbortSignal;
  /** Told of each result as it comes. */
  result(result: Result): void;
  /** Told of each check that is left out. */
  leftOut(leftOut: LeftOut): void;
}

/** Runs one group: opens it, runs its checks as many at a time as it bears, and puts back what they changed. */
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
    await inParallel(checks, width, run.interrupted, async (check) =>
      run.result(await runCheck(group, check, run.interrupted)),
    );
  } catch (error) {
    failed('open', 'the checks of this group can be made ready', error);
  } finally {
    for (const { what, undo } of undos.toReversed()) {
      await undo().catch((error: unknown) => failed('put-back', `what was changed is put back: ${what}`, error));
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

async function inParallel<T>(
  items: readonly T[],
  width: number,
  stop: AbortSignal,
  each: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      if (stop.aborted) return;
      await each(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
