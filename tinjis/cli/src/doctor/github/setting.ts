import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import type { Seen } from './seen.ts';

/** One setting: how to read it from what GitHub answered, and what it must be. */
export interface Setting {
  readonly name: string;
  readonly needed: string;
  /** What to do where it is something else. */
  readonly fix: string;
  /** The setting as a short text; undefined where the answer does not say. */
  read(value: unknown): string | undefined;
  /** Is that good enough? Without it, only what is needed itself is. */
  suits?(found: string): boolean;
}

/** Holds settings against what was seen of them. */
export function judge(group: string, seen: Seen, settings: readonly Setting[]): readonly HealthCheck[] {
  return settings.map(({ name, needed, fix, read, suits = (found) => found === needed }): HealthCheck => {
    if ('unseen' in seen) return { group, name, health: 'unknown', found: seen.unseen, needed, fix };
    if ('absent' in seen) return { group, name, health: 'wrong', found: 'not there', needed, fix };
    const found = read(seen.value);
    if (found === undefined) return { group, name, health: 'unknown', found: 'GitHub does not say', needed, fix };
    return { group, name, health: suits(found) ? 'right' : 'wrong', found, needed, fix };
  });
}

/** A switch as people say it; undefined for what is no switch. */
export function onOff(value: unknown): string | undefined {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined;
}

/** A text as it is; undefined for what is none. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list in one line. */
export function listed(values: readonly string[]): string {
  return values.length > 0 ? values.join(', ') : 'none';
}
