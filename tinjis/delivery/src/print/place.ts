import type { At } from '@tinjis/rules/objects/located';

/** `file:line`, the form terminals and editors open on a click. Columns are for programs, in JSON. */
export function place({ file, line }: At): string {
  return `${file}:${line}`;
}
