import type { Arbitrary } from 'fast-check';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';

/**
 * One of our evaluators beside the real system's own code.
 *
 * Both are asked the same random cases and must give the same answer. The real code runs in the Go program of the
 * folder that lists the oracle (`tinjis/lab/src/oracles/FOLDER/`, in a function named after the oracle); ours runs
 * here.
 */
export interface Oracle<Case = unknown, Answer = unknown> {
  /** The name of this question in the Go program. */
  readonly name: string;
  /** The code that is the authority, with its version, as a reader would look it up. */
  readonly authority: string;
  /** Cases that are JSON values. Small alphabets and near misses make both allow and deny frequent. */
  readonly cases: Arbitrary<Case>;
  /**
   * Our evaluator's answer, reduced to the parts that the real code also gives.
   * @param answer the real code's answer, only for its random parts, which we must read because we cannot make them
   * again
   */
  ours(asked: Case, answer: Answer): Answer;
  /** Asks only one case in this many, for oracles whose cases cost milliseconds on both sides. */
  readonly oneIn?: number;
  /** Whether an answer allows something; the share of such answers shows whether the cases are worth asking. */
  allows(answer: Answer): boolean;
}

/**
 * A case with the real code's answer: an earlier counter-example, or part of the sample that `npm test` asks without
 * Go.
 */
export interface KnownCase {
  readonly ask: string;
  readonly case: unknown;
  readonly answer: unknown;
}

/** The file in which a folder keeps its known cases, one JSON value a line. */
export const knownCasesFile = 'known-cases.jsonl';

/**
 * The known cases of a folder.
 * @param text the contents of its file of known cases; empty lines are ignored
 */
export function readKnownCases(text: string): KnownCase[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as KnownCase);
}

/**
 * An object of a random case, in the form that an evaluator takes. No file holds it, so every place in it is the same.
 */
export function asResource<T extends KubernetesObject>(object: T): Resource<T> {
  return { object, at: () => ({ file: 'case.json', line: 1 }) };
}
