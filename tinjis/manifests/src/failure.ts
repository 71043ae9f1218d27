import type { At } from '@tinjis/rules/objects/located';
import { exitCodes } from './exit-codes.ts';

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
