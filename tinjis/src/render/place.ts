import type { At } from '../model/located.ts';

/** `file:line`, the form terminals and editors open on a click. Columns are for programs, in JSON. */
export function place({ file, line }: At): string {
  return `${file}:${line}`;
}
