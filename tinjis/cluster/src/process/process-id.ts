import { entriesIn, textOf } from '../files.ts';

/**
 * One process, however often its number is used again: the number and when the process began, in clock ticks since
 * boot.
 */
export interface ProcessId {
  readonly pid: number;
  readonly started: string;
}

/**
 * The process that has a number now; undefined when there is none, or only its exit code is left (a zombie). A zombie
 * some of whose threads still run is not gone: it holds its files and ports until the last of them has ended.
 */
export function processOf(pid: number): ProcessId | undefined {
  const fields = fieldsOf(pid);
  const [state, threads, started] = [fields[0], fields[17], fields[19]];
  if (started === undefined || (state === 'Z' && Number(threads) <= 1)) return undefined;
  return { pid, started };
}

/** Whether that very process still runs. */
export function runs({ pid, started }: ProcessId): boolean {
  return processOf(pid)?.started === started;
}

/**
 * Sends a signal to that very process.
 * @returns false when it was gone already
 */
export function signal(id: ProcessId, name: NodeJS.Signals): boolean {
  if (!runs(id)) return false;
  try {
    return process.kill(id.pid, name);
  } catch {
    return false;
  }
}

/**
 * Every session's first process that was started with a variable in its environment. Children inherit the variable, but
 * lead no session unless they ask for one.
 * @param variable `NAME=value`
 */
export function sessionLeadersWith(variable: string): readonly ProcessId[] {
  return entriesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(variable))
    .map(Number)
    .filter((pid) => fieldsOf(pid)[3] === String(pid))
    .flatMap((pid) => processOf(pid) ?? []);
}

/** What `/proc/PID/stat` says from the third field on, the state; empty when there is no such process. */
function fieldsOf(pid: number): readonly string[] {
  const stat = textOf(`/proc/${pid}/stat`) ?? '';
  // The name in parentheses may hold anything, so fields are counted from its end.
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function environmentOf(pid: string): readonly string[] {
  return (textOf(`/proc/${pid}/environ`) ?? '').split('\0');
}
