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
  /** What the Go program calls this question. */
  readonly name: string;
  /** Whose code is the truth, with its version, as a reader would look it up. */
  readonly authority: string;
  /** Cases that are values of JSON. Small alphabets and near misses, so that allow and deny are both frequent. */
  readonly cases: Arbitrary<Case>;
  /**
   * What our evaluator says, reduced to what the real code also says.
   * @param answer what the real code said: only for what of it is random, and has to be read by us instead of made
   * again
   */
  ours(asked: Case, answer: Answer): Answer;
  /** Asks one in so many of the cases that others are asked: where a case costs milliseconds on both sides. */
  readonly oneIn?: number;
  /** Whether an answer allows something; the share of such answers shows whether the cases are worth asking. */
  allows(answer: Answer): boolean;
}

/**
 * A case with what the real code answered: a counter-example once found, or one of the sample `npm test` asks without
 * Go.
 */
export interface KnownCase {
  readonly ask: string;
  readonly case: unknown;
  readonly answer: unknown;
}

/** Where a folder keeps its known cases, one JSON value a line. */
export const knownCasesFile = 'known-cases.jsonl';

/**
 * The known cases of a folder.
 * @param text the contents of its file of known cases; empty lines do not count
 */
export function readKnownCases(text: string): KnownCase[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as KnownCase);
}

/** An object of a random case as an evaluator takes it. It was written nowhere, so every place in it is the same. */
export function asResource<T extends KubernetesObject>(object: T): Resource<T> {
  return { object, at: () => ({ file: 'case.json', line: 1 }) };
}
