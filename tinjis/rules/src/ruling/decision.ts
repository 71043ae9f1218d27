import type { At } from '../objects/located.ts';

/** The layers a deployment or a connection passes, in the order in which it meets them. */
export const layers = ['git', 'argocd', 'rbac', 'admission', 'network'] as const;
export type Layer = (typeof layers)[number];

/** `not-applicable`: the layer has no say in the question. `unknown`: it has, but an input it needs is missing. */
export type Verdict = 'allow' | 'deny' | 'unknown' | 'not-applicable';

/**
 * Why a rule led to its verdict. *Forbidden* (a rule says no) is told apart from *nothing grants* (no rule says yes).
 */
export type Basis = 'granted' | 'forbidden' | 'nothing-grants' | 'default' | 'input-missing';

/**
 * One reason for a verdict, as data: prose is made of it only where it is printed.
 *
 * `code` is `layer/kebab-name` and never reused; every code has its sentence and its page in the catalogue
 * (`diagnose/catalogue.ts`). A rule that decided is cited by `at`; an absence cites where one looked.
 */
export interface Reason {
  readonly code: string;
  readonly basis: Basis;
  /** The values the sentence of `code` is filled with. */
  readonly args: Readonly<Record<string, string>>;
  readonly at: At | { readonly searched: readonly At[] };
}

/** What one rule set, asked one question, says. Never without a reason. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** A ruling with the layer that gave it. */
export interface LayerDecision extends Ruling {
  readonly layer: Layer;
}
