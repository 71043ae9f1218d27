import type { CheckGroup } from './harness/check.ts';

export interface ListedGroup {
  /** Folder of the group, and its name for `--only`. */
  readonly name: string;
  /** One line for the report. */
  readonly title: string;
  load(): Promise<{ readonly group: CheckGroup }>;
}

/** Every group of live checks, in the order they run. */
export const groups: readonly ListedGroup[] = [
];
