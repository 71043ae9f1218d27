import type { OracleProgram } from './program.ts';

/**
 * The cases that the tests of the real code carry. They are too many to keep here, so each run reads them in the Go
 * module that they belong to.
 */
export interface Suite {
  /** The name of the question in the Go program. */
  readonly name: string;
  /** The code that is the authority, with its version, as a reader would look it up. */
  readonly authority: string;
  /** The Go module that carries the cases, one that the folder's go.mod requires. */
  readonly module: string;
  /**
   * Asks both evaluators every case.
   * @param carried the folder of the downloaded module
   * @param folder the oracle's own folder
   */
  compare(program: Pick<OracleProgram, 'ask'>, carried: string, folder: string): Promise<SuiteComparison>;
}

export interface SuiteComparison {
  readonly questions: number;
  /** Why our evaluator answered UNKNOWN, with the number of such answers. */
  readonly unknown: ReadonlyMap<string, number>;
  /** The cases that were not compared, each with its reason. */
  readonly skipped: readonly string[];
  /** Wrong answers, UNKNOWNs without a known reason, cases that could not be compared, or too few of them. */
  readonly failures: readonly string[];
}

/** A comparison for a reader: one line about all of it, then what it does not cover and what failed. */
export function suiteLines(
  { name, authority }: Suite,
  { questions, unknown, skipped, failures }: SuiteComparison,
  seconds: number,
): string {
  const count = (number: number): string => number.toLocaleString('en');
  const unknowns = [...unknown.values()].reduce((sum, each) => sum + each, 0);
  return [
    `${failures.length === 0 ? '✔' : '✘'} ${name}: ${count(questions)} cases, ${failures.length} disagreements, ` +
      `${count(unknowns)} unknown, ${skipped.length} skipped, ${seconds.toFixed(1)} s (${authority})`,
    ...[...unknown].map(([why, number]) => `  unknown  ${count(number)}: ${why}`),
    ...skipped.map((each) => `  skipped  ${each}`),
    ...failures.map((each) => `  failed   ${each}`),
    '',
  ].join('\n');
}
