import { idOf } from './operator.ts';
import { type ScoreRow, type Score, foundShares } from './score.ts';

/** The score per operator and in total, then the open mutants. */
export function reportOf({ rows, total, open, stale }: Score): string {
  const header = [
    'operator',
    'mutants',
    'found',
    'by drift',
    'elsewhere',
    'survived',
    'equivalent',
    'score',
    'with drift',
  ];
  const table = [header, ...[...rows].map(([name, row]) => cells(name, row)), cells('all', total)];
  const widths = header.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const listed = open.map(
    ({ mutant, trial: { fate, by } }) => `${fate}: ${idOf(mutant)}${by === '' ? '' : `\n    named: ${by}`}`,
  );
  const left = stale.map(({ mutant }) => `equivalent.yaml: no survivor is ${mutant} any more; remove the entry`);
  return [...lines, '', ...listed, ...left].join('\n').trimEnd();
}

function cells(name: string, row: ScoreRow): string[] {
  const { alone, withDrift } = foundShares(row);
  const percents = row.all === row.equivalent ? ['-', '-'] : [percent(alone), percent(withDrift)];
  const counts = [row.all, row.found, row.drift, row.elsewhere, row.survived, row.equivalent].map(String);
  return [name, ...counts, ...percents];
}

/** Rounded down: only a full score shows 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
