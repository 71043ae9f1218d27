import type { Explanation } from '@tinjis/manifests/failure';
import type { Style } from '@tinjis/delivery/print/style';
import { placeText } from '@tinjis/delivery/print/findings';

/**
 * A failure for people: what is wrong, where (on a line of its own, which editors make clickable), why, and the fix.
 */
export function failureText(command: string, { what, at, why, fix }: Explanation, style: Style): string {
  const lines = [`${style.red(`tinjis ${command}`.trimEnd())}: ${what}`];
  if (at) lines.push(`  ${placeText(at)}`);
  if (why) lines.push(`  why:  ${why}`);
  lines.push(`  fix: ${fix}`);
  return lines.join('\n');
}

/** All faults, one explanation after the other, with their number last. */
export function problemsText(command: string, problems: readonly Explanation[], style: Style): string {
  return [...problems.map((problem) => failureText(command, problem, style)), `${problems.length} found`].join('\n');
}
