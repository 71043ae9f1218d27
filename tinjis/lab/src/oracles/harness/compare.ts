import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { KnownCase, Oracle } from './oracle.ts';
import type { OracleProgram } from './program.ts';

/** A case on which the two disagree, shrunk as far as possible. */
export interface Disagreement extends KnownCase {
  readonly ours: unknown;
}

export interface Comparison {
  readonly cases: number;
  readonly allowed: number;
  readonly disagreements: readonly Disagreement[];
  readonly seconds: number;
}

const tellEvery = 1000;

/**
 * Asks both evaluators the known cases, then random ones. It shrinks the first random disagreement and ends the
 * comparison there.
 * @param known earlier disagreements, with the real code's answer at the time: it must still give that answer
 * @param settings the number of random cases, and the seed that reproduces them
 * @param tell receives from time to time the number of cases asked
 */
export async function compare(
  oracle: Oracle,
  program: Pick<OracleProgram, 'ask'>,
  known: readonly KnownCase[],
  settings: { cases: number; seed: number },
  tell: (cases: number) => void = () => undefined,
): Promise<Comparison> {
  const start = performance.now();
  let cases = 0;
  let allowed = 0;
  const both = async (asked: unknown): Promise<Disagreement> => {
    const sent: unknown = JSON.parse(JSON.stringify(asked)); // both see the value as sent over the wire
    const answer = await program.ask(oracle.name, sent);
    return { ask: oracle.name, case: sent, answer, ours: JSON.parse(JSON.stringify(oracle.ours(sent, answer))) };
  };
  const agrees = async (asked: unknown): Promise<boolean> => {
    const { answer, ours } = await both(asked);
    cases += 1;
    if (cases % tellEvery === 0) tell(cases);
    if (oracle.allows(answer)) allowed += 1;
    return isDeepStrictEqual(answer, ours);
  };
  const disagreements: Disagreement[] = [];
  for (const { case: asked, answer } of known) {
    const now = await both(asked);
    if (!isDeepStrictEqual(now.answer, now.ours) || !isDeepStrictEqual(now.answer, answer)) disagreements.push(now);
  }
  const run = await fc.check(fc.asyncProperty(oracle.cases, agrees), { numRuns: settings.cases, seed: settings.seed });
  if (run.failed) {
    const smallest = run.counterexample?.[0];
    // Asked again: a case that the program cannot answer throws its own error.
    disagreements.push(
      await both(smallest).catch((error: unknown) => {
        throw new Error(`${oracle.name}: ${(error as Error).message}\ncase: ${JSON.stringify(smallest)}`, {
          cause: error,
        });
      }),
    );
  }
  return { cases: cases + known.length, allowed, disagreements, seconds: (performance.now() - start) / 1000 };
}

/** One line about one evaluator: cases, disagreements, and the number of answers that allow. */
export function comparisonLine(
  oracle: Oracle,
  { cases, allowed, disagreements, seconds }: Comparison,
  seed: number,
): string {
  const share = cases === 0 ? 0 : Math.round((100 * allowed) / cases);
  return (
    `${disagreements.length === 0 ? '✔' : '✘'} ${oracle.name}: ${cases.toLocaleString('en')} cases, ${disagreements.length} disagreements, ` +
    `${share} % allowed, ${seconds.toFixed(1)} s, seed ${seed} (${oracle.authority})\n`
  );
}

/** A disagreement for a reader, ending in the line that keeps it as a regression test. */
export function disagreementLines(found: Disagreement, file: string): string {
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
