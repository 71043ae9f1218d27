import { appendFileSync } from 'node:fs';
import { textOf } from '@tinjis/cluster/files';

/** A push that was not let in. */
export interface Refusal {
  /** ISO 8601. */
  readonly time: string;
  readonly login: string;
  readonly ref: string;
  /** What the developer was told. */
  readonly why: string;
}

/** Keeps a refusal. One line each, so that two hooks at once do not mix. */
export function keepRefusal(file: string, refusal: Refusal): void {
  appendFileSync(file, `${JSON.stringify(refusal)}\n`, { mode: 0o600 });
}

/** The latest one; undefined when nothing was ever refused. */
export function lastRefusal(file: string): Refusal | undefined {
  const line = textOf(file)?.trimEnd().split('\n').at(-1);
  return line ? (JSON.parse(line) as Refusal) : undefined;
}
