import { readFileSync } from 'node:fs';

/**
 * One process, however often its number is used again: the number and when the process began, in clock ticks since
 * boot.
 */
export interface ProcessId {
  readonly pid: number;
  readonly started: string;
}

/** The process that has a number now; undefined when there is none, or only its exit code is left (a zombie). */
export function processOf(pid: number): ProcessId | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in parentheses may hold anything, so fields are counted from its end: state is the first, start time the
  // 20th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = fields[19];
  return fields[0] === 'Z' || started === undefined ? undefined : { pid, started };
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
