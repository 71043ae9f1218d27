import type { Reason } from './ruling.ts';
import type { At } from './objects/located.ts';

/** A fault, as data. The catalogue entry of `code`, filled with `args`, gives its sentence and its fix. */
export interface Finding {
  /** `area/kebab-name`, never reused. */
  readonly code: string;
  readonly args: Readonly<Record<string, string>>;
  /** The field to edit: the key if its presence is wrong, the parent if something is missing. */
  readonly at: At;
  /** The evaluator's reason, if an evaluator decided. */
  readonly because?: Reason;
}

/** Orders findings by file, line, column and code: the same repository always prints the same bytes. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      compare(a.code, b.code) ||
      compare(JSON.stringify(a.args), JSON.stringify(b.args)),
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
