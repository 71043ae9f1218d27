import { entriesIn, textOf } from '../files.ts';

/**
 * One process, however often the system reuses its number: the number, and the start of the process in clock ticks
 * since boot.
 */
export interface ProcessId {
  readonly pid: number;
  readonly started: string;
}

/**
 * The process that has a number now; undefined when none has it, or when only its exit code is left (a zombie). A
 * zombie with running threads is not gone: it holds its files and ports until the last thread has ended.
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
 * @returns false if it was gone already
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
 * The first process of every session, if it was started with a variable in its environment. Children inherit the
 * variable, but lead no session unless they ask to.
 * @param variable `NAME=value`
 */
export function sessionLeadersWith(variable: string): readonly ProcessId[] {
  return entriesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(variable))
    .map(Number)
    .filter((pid) => fieldsOf(pid)[3] === String(pid))
    .flatMap((pid) => processOf(pid) ?? []);
}

/** The fields of `/proc/PID/stat` from the third on, which is the state; empty when no such process exists. */
function fieldsOf(pid: number): readonly string[] {
  const stat = textOf(`/proc/${pid}/stat`) ?? '';
  // The name in parentheses may hold anything, so fields count from its end.
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function environmentOf(pid: string): readonly string[] {
  return (textOf(`/proc/${pid}/environ`) ?? '').split('\0');
}
