import { type ExitCode, exitCodes } from '@tinjis/manifests/exit-codes';

/** How a check ended. `notice`: worth knowing, and nothing to fix before going on. */
export type Health = 'right' | 'wrong' | 'unknown' | 'notice';

/** One thing that was looked at: what was found, against what is needed. */
export interface HealthCheck {
  /** What it belongs to, as a heading. */
  readonly group: string;
  readonly name: string;
  readonly health: Health;
  readonly found: string;
  readonly needed: string;
  /** What to do where it is not right. */
  readonly fix: string;
}

/** What a set of checks comes to. Something that could not be looked at is never taken for right. */
export function exitOf(checks: readonly HealthCheck[]): ExitCode {
  if (checks.some(({ health }) => health === 'wrong')) return exitCodes.found;
  return checks.some(({ health }) => health === 'unknown') ? exitCodes.unknown : exitCodes.clean;
}
