import type { Comparison, Disagreement } from './compare.ts';
import type { Oracle } from './oracle.ts';

/** One line about one evaluator: cases, disagreements, and how often the answer was an allow. */
export function line(oracle: Oracle, { cases, allowed, disagreements, seconds }: Comparison, seed: number): string {
  const share = cases === 0 ? 0 : Math.round((100 * allowed) / cases);
  return (
    `${disagreements.length === 0 ? '✔' : '✘'} ${oracle.name}: ${cases.toLocaleString('en')} cases, ${disagreements.length} disagreements, ` +
    `${share} % allowed, ${seconds.toFixed(1)} s, seed ${seed} (${oracle.authority})\n`
  );
}

/** A disagreement as a person reads it, ending in the line that keeps it as a regression test. */
export function disagreement(found: Disagreement, file: string): string {
  const { ours, ...known } = found;
  return [
    `  case  ${JSON.stringify(found.case)}`,
    `  real  ${JSON.stringify(found.answer)}`,
    `  ours  ${JSON.stringify(ours)}`,
    `  Fix our evaluator, and keep the case: append this line to ${file}`,
    `  ${JSON.stringify(known)}`,
    '',
  ].join('\n');
}
