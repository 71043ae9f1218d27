import type { Basis, Reason, Ruling, Verdict } from './decision.ts';

/** A reason as data; `args` fill the sentence that the catalogue has for `code`. */
export function reason(code: string, basis: Basis, args: Readonly<Record<string, string>>, at: Reason['at']): Reason {
  return { code, basis, args, at };
}

/**
 * A ruling whose reasons are worked out when somebody reads them. Of the hundreds of thousands of questions of a proof
 * hardly any is printed, and saying why costs more than deciding.
 * @param reasons asked once at most; must depend on nothing that changes
 */
export function explainedLater(verdict: Verdict, reasons: () => Ruling['reasons']): Ruling {
  return new ExplainedLater(verdict, reasons);
}

// A class: an object literal with a getter costs thirty times as much, and memory that is let go late.
class ExplainedLater implements Ruling {
  readonly verdict: Verdict;
  readonly #explain: () => Ruling['reasons'];
  #reasons: Ruling['reasons'] | undefined;

  constructor(verdict: Verdict, explain: () => Ruling['reasons']) {
    this.verdict = verdict;
    this.#explain = explain;
  }

  get reasons(): Ruling['reasons'] {
    return (this.#reasons ??= this.#explain());
  }

  /** As any other ruling: a getter of a class is not written by itself. */
  toJSON(): Ruling {
    return { ...this, reasons: this.reasons };
  }
}

export function allow(first: Reason, ...more: readonly Reason[]): Ruling {
  return { verdict: 'allow', reasons: [first, ...more] };
}

export function deny(first: Reason, ...more: readonly Reason[]): Ruling {
  return { verdict: 'deny', reasons: [first, ...more] };
}

export function unknown(first: Reason, ...more: readonly Reason[]): Ruling {
  return { verdict: 'unknown', reasons: [first, ...more] };
}
