import type { Basis, Reason, Ruling } from './decision.ts';

/** A reason as data; `args` fill the sentence that the catalogue has for `code`. */
export function reason(code: string, basis: Basis, args: Readonly<Record<string, string>>, at: Reason['at']): Reason {
  return { code, basis, args, at };
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
