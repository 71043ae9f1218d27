import type { Basis, Reason, Ruling, Verdict } from './decision.ts';

/** A reason as data; `args` fill the sentence that the catalogue has for `code`. */
export function reason(code: string, basis: Basis, args: Readonly<Record<string, string>>, at: Reason['at']): Reason {
  return { code, basis, args, at };
}

/**
 * A ruling whose reasons are worked out when somebody reads them. Of the hundreds of thousands of questions of a proof hardly any
 * is printed, and saying why costs more than deciding.
 * @param reasons asked once at most; must depend on nothing that changes
 */
export function explainedLater(verdict: Verdict, reasons: () => Ruling['reasons']): Ruling {
  let known: Ruling['reasons'] | undefined;
  return { verdict, get reasons() { return known ??= reasons(); } };
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
