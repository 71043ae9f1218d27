import type { At } from '@tinjis/rules/objects/located';

/** What went wrong, in the four parts every message has. */
export interface Explanation {
  /** One sentence: observed, then expected. */
  readonly what: string;
  readonly at?: At;
  readonly why?: string;
  /** What to do instead. */
  readonly fix: string;
}

/**
 * An expected refusal to go on. Throw it with `misuse` for a wrong command line and with `unreadable` for a
 * repository that cannot be read, with `found` for a step on a real machine or cluster that did not work; the command
 * frame prints its parts and ends with its exit code.
 * Anything else that is thrown counts as a fault of tinjis.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: (typeof exitCodes)['misuse' | 'unreadable' | 'found'];
  readonly explanation: Explanation;

  constructor(kind: 'misuse' | 'unreadable' | 'found', explanation: Explanation) {
    super(explanation.what);
    this.exit = exitCodes[kind];
    this.explanation = explanation;
  }
}

/** What a command's exit code tells a script. Part of the interface: a code is never given a second meaning. */
export const exitCodes = {
  /** Allowed, or nothing found. */
  clean: 0,
  /** Denied, or something found. */
  found: 1,
  /** The command line itself is wrong. */
  misuse: 2,
  /** The repository cannot be read, or holds nothing to judge. */
  unreadable: 3,
  /** An input the answer depends on is missing. Never to be taken for a yes or a no. */
  unknown: 4,
  /** A fault of tinjis. */
  internal: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * What an error says, with what caused it: `fetch failed` alone tells nobody anything.
 * @param error whatever was thrown
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`;
}

/** Edits that still count as a slip of the keyboard. */
const farthest = 2;

/**
 * The one name that was probably meant.
 * @returns undefined where none is within two edits, or two are equally close
 */
export function closest(name: string, names: readonly string[]): string | undefined {
  const [first, second] = names
    .map((each) => ({ each, edits: distance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ edits }) => edits <= farthest)
    .toSorted((a, b) => a.edits - b.edits);
  return first && first.edits !== second?.edits ? first.each : undefined;
}

/** Names that are listed at most: more than these nobody reads. */
const listed = 10;

/** How to fix a name that nothing has: the one that was probably meant, and those that there are. */
export function nameOneOf(wrong: string, names: readonly string[]): string {
  const like = closest(wrong, names);
  const more = names.length > listed ? ` and ${names.length - listed} more` : '';
  const all = `${names.slice(0, listed).join(', ')}${more}`;
  return like === undefined ? `name one of ${all}` : `did you mean ${like}? There are ${all}`;
}

/** Levenshtein's: the fewest letters added, left out or exchanged. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...to].entries()) {
      next.push(
        Math.min(number(row[column + 1]) + 1, number(next[column]) + 1, number(row[column]) + Number(letter !== other)),
      );
    }
    row = next;
  }
  return number(row.at(-1));
}

function number(value: number | undefined): number {
  return value as number;
}
