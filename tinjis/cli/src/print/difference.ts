import type { Style } from '@tinjis/delivery/print/style';
import type { ObjectChange } from '@tinjis/delivery/plan/compare';
import type { Difference } from '@tinjis/delivery/plan/difference';
import { failureText } from './failure.ts';
import { fieldLines } from './value.ts';

const marks = { added: '+', removed: '-', changed: '~' } as const;

/** A difference for people: by team and cluster, one line an object, one line a field. */
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

/** An object and, below it, its fields, each on a line. */
export function changeLines({ change, object, fields }: ObjectChange): readonly string[] {
  return [`${marks[change]} ${object}`, ...fields.flatMap(fieldLines).map((line) => `    ${line}`)];
}

/** How many objects come, change and go. */
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
