import type { Explanation } from '@tinjis/manifests/failure';
import type { Style } from '@tinjis/delivery/print/style';
import { placeText } from '@tinjis/delivery/print/findings';

/** A failure for people: what, where on a line of its own so that editors make it clickable, why, how to fix. */
export function failureText(command: string, { what, at, why, fix }: Explanation, style: Style): string {
  const lines = [`${style.red(`tinjis ${command}`.trimEnd())}: ${what}`];
  if (at) lines.push(`  ${placeText(at)}`);
  if (why) lines.push(`  why:  ${why}`);
  lines.push(`  fix: ${fix}`);
  return lines.join('\n');
}

/** Everything that was found wrong, one explanation after the other, the number of them last. */
export function problemsText(command: string, problems: readonly Explanation[], style: Style): string {
  return [...problems.map((problem) => failureText(command, problem, style)), `${problems.length} found`].join('\n');
}
