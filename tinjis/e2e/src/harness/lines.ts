import type { Style } from '@tinjis/delivery/print/style';
import type { RunReport } from './report.ts';
import type { LeftOut, Result } from './results.ts';

/** A result as it is shown when it comes: one line, and below a failed check why. */
export function resultLine(
  { group, name, title, passed, observed, explanation = [], seconds }: Result,
  style: Style,
): string {
  const mark = passed ? style.green('✔') : style.red('✘');
  const first = `${mark} ${title}${observed === undefined ? '' : `: ${observed}`} ${style.dim(`${group}/${name} ${seconds.toFixed(1)} s`)}`;
  return passed ? first : [first, ...explanation.map((line) => `    ${line}`)].join('\n');
}

export function leftOutLine({ title, why }: LeftOut, style: Style): string {
  return style.dim(`- ${title}: left out, ${why}`);
}

/** The end of a run: a line for each group, then the count. The last line is the one that scripts read. */
export function runSummary({ results, passed, failed, interrupted, leftOut }: RunReport, style: Style): string {
  const names = [...new Set(results.map(({ group }) => group))];
  const groups = names.map((name) => {
    const own = results.filter(({ group }) => group === name);
    const bad = own.filter((result) => !result.passed).length;
    return `${bad === 0 ? style.green('✔') : style.red('✘')} ${name}: ${own.length - bad} passed, ${bad} failed`;
  });
  return [
    ...groups,
    ...(leftOut.length > 0 ? [`${leftOut.length} left out`] : []),
    ...(interrupted ? ['interrupted: not every check was tried'] : []),
    `${passed} passed, ${failed} failed`,
  ].join('\n');
}
