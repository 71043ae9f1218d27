import type { Style } from '@tinjis/delivery/print/style';
import type { ObjectChange } from '@tinjis/delivery/plan/compare';
import type { Difference } from '@tinjis/delivery/plan/difference';
import { failureText } from './failure.ts';
import { diffLines } from 'diff';
import type { FieldChange } from '@tinjis/delivery/plan/compare';

const marks = { added: '+', removed: '-', changed: '~' } as const;

/** A difference for people: by team and cluster, with a line for each object and each field. */
export function differenceText({ folders, incomparable }: Difference, base: string, style: Style): string {
  const lines = folders.flatMap(({ team, cluster, folder, changes }) => [
    `${style.bold(`${team} on ${cluster}`)} ${style.dim(folder)}`,
    ...changes.flatMap((change) => changeLines(change).map((line) => `  ${coloured(line, change, style)}`)),
    '',
  ]);
  const skipped = incomparable.map(
    ({ folder, problem }) =>
      `${folder} did not render at ${base}, so it is not compared\n${failureText('', problem, style)}\n`,
  );
  return [...lines, ...skipped, summary({ folders })].join('\n');
}

/** An object, and its fields below it, each on a line. */
export function changeLines({ change, object, fields }: ObjectChange): readonly string[] {
  return [`${marks[change]} ${object}`, ...fields.flatMap(fieldLines).map((line) => `    ${line}`)];
}

/** The number of objects that are added, changed and removed. */
export function summary({ folders }: Pick<Difference, 'folders'>): string {
  if (folders.length === 0) return 'no cluster gets anything else than before';
  const count = (kind: ObjectChange['change']): number =>
    folders.flatMap(({ changes }) => changes).filter(({ change }) => change === kind).length;
  return `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed`;
}

function coloured(line: string, { change }: ObjectChange, style: Style): string {
  if (change === 'changed') return line;
  return change === 'added' ? style.green(line) : style.red(line);
}

/** Longest value that is shown whole. Sealed values and scripts are longer, and nobody reads them in a difference. */
const longest = 100;
/** The length that is shown of a longer value before the first differing letter. */
const lead = 20;

/**
 * A changed field for people: `field: before → after` on one line, or the differing lines of a text with many lines.
 */
export function fieldLines(change: FieldChange): readonly string[] {
  const { field, before, after } = change;
  if (isText(before) && isText(after)) {
    const parts = diffLines(before, after).filter(({ added, removed }) => added || removed);
    return [
      `${field}:`,
      ...parts.flatMap(({ added, value }) =>
        value
          .trimEnd()
          .split('\n')
          .map((line) => `  ${added ? '+' : '-'} ${cut(line, 0)}`),
      ),
    ];
  }
  const [old, young] = [written('before' in change, before), written('after' in change, after)];
  const start = Math.max(old.length, young.length) > longest ? Math.max(commonPrefix(old, young) - lead, 0) : 0;
  return [`${field}: ${cut(old, start)} → ${cut(young, start)}`];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trimEnd().includes('\n');
}

/** Text stands as it is, unless readers could take it for something else; other values are JSON. */
function written(there: boolean, value: unknown): string {
  if (!there) return '(absent)';
  return typeof value === 'string' && /^[^\s"'{[(\d][^\n]*$/.test(value) ? value : JSON.stringify(value);
}

function cut(text: string, start: number): string {
  const shown = text.slice(start, start + longest);
  return `${start > 0 ? '…' : ''}${shown}${start + longest < text.length ? `… (${text.length} characters)` : ''}`;
}

function commonPrefix(left: string, right: string): number {
  const end = [...left].findIndex((letter, index) => letter !== right[index]);
  return end < 0 ? left.length : end;
}
