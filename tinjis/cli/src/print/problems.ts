import type { Explanation } from '@tinjis/manifests/failure';
import type { Style } from '@tinjis/delivery/print/style';
import { failureText } from './failure.ts';

/** Everything that was found wrong, one explanation after the other, the number of them last. */
export function problemsText(command: string, problems: readonly Explanation[], style: Style): string {
  return [...problems.map((problem) => failureText(command, problem, style)), `${problems.length} found`].join('\n');
}
