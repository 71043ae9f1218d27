import type { CheckOutcome } from './check.ts';
import { join } from 'node:path';
import { put } from '@tinjis/cluster/files';
import type { Style } from '@tinjis/delivery/print/style';

/** A check that ran, as the report keeps it. */
export interface Result extends CheckOutcome {
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
}

/** A check that was left out, and why. Neither passed nor failed. */
export interface LeftOut {
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly why: string;
}

export interface Results {
  readonly run: readonly Result[];
  readonly leftOut: readonly LeftOut[];
}

/** Raised when a field of the report changes its meaning or is removed. */
const schema = 1;

/**
 * The findings of a run of the live checks. The fields are an interface: other programs read the file.
 *
 * A refusal that was tried for real has these fields in its `record`: `identity`, `action`, `expected`, `observed` and
 * `predicted` (each with `verdict`, and with `layer` and `message` where something refused).
 */
export interface RunReport {
  readonly schema: typeof schema;
  /** When the run began, as ISO 8601 in UTC. */
  readonly started: string;
  readonly seconds: number;
  readonly cluster: { readonly kind: string; readonly name: string };
  /** Whether the run was ended before its last check. */
  readonly interrupted: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly Result[];
  readonly leftOut: readonly LeftOut[];
}

export function runReport(
  { run, leftOut }: Results,
  about: Pick<RunReport, 'started' | 'seconds' | 'cluster' | 'interrupted'>,
): RunReport {
  const passed = run.filter((result) => result.passed).length;
  return { schema, ...about, passed, failed: run.length - passed, results: run, leftOut };
}

/**
 * Keeps a report as `reports/<time>.json`, and as `report.json`, which is always the newest.
 * @param folder the state folder of the cluster's instance
 * @returns the path of the newest report
 */
export function keepReport(folder: string, report: RunReport): string {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  put(join(folder, 'reports', `${report.started.replaceAll(':', '-')}.json`), text, 0o644);
  return put(join(folder, 'report.json'), text, 0o644);
}

/** A result as it is shown on arrival: one line, and the reasons below a failed check. */
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

/** The end of a run: a line for each group, then the count. Scripts read the last line. */
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
