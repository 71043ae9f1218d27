import type { At } from '../model/located.ts';

/** `file:line` or `file:line:column`, the form terminals and editors open on a click. */
export function place({ file, line, column }: At): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
