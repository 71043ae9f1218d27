import type { At } from './objects/located.ts';

/** The layers a deployment or a connection passes, in the order in which it meets them. */
export const layers = ['git', 'argocd', 'rbac', 'admission', 'network'] as const;
export type Layer = (typeof layers)[number];

/** `not-applicable`: the layer has no say in the question. `unknown`: it has, but an input it needs is missing. */
export type Verdict = 'allow' | 'deny' | 'unknown' | 'not-applicable';

/** Why a rule led to its verdict. *Forbidden* (a rule says no) is not *nothing grants* (no rule says yes). */
export type Basis = 'granted' | 'forbidden' | 'nothing-grants' | 'default' | 'input-missing';

/**
 * One reason for a verdict, as data: prose is made of it only where it is printed.
 *
 * `code` is `layer/kebab-name` and never reused; every code has its sentence and its page. A rule that decided is cited
 * by `at`; an absence cites the places that were searched.
 */
export interface Reason {
  readonly code: string;
  readonly basis: Basis;
  /** The values the sentence of `code` is filled with. */
  readonly args: Readonly<Record<string, string>>;
  readonly at: At | { readonly searched: readonly At[] };
}

/** The answer of one rule set to one question. Never without a reason. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** A ruling with the layer that gave it. */
export interface LayerDecision extends Ruling {
  readonly layer: Layer;
}

/** The answer of all layers together, and which of them decided it. */
export interface Combined {
  readonly verdict: Exclude<Verdict, 'not-applicable'>;
  readonly layers: readonly LayerDecision[];
  readonly decidedBy: readonly Layer[];
}

/** A reason as data; `args` fill the sentence of `code`. */
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

/** The decision of a layer that a question does not touch; says why not. */
export function silent(layer: Layer, code: string): LayerDecision {
  return { layer, verdict: 'not-applicable', reasons: [{ code, basis: 'default', args: {}, at: { searched: [] } }] };
}

/**
 * Verdicts by precedence, the strongest first. Where all must agree, a denial wins; where one of several is enough, a
 * permission does. What is unknown stands between the two, so it never becomes an answer by accident.
 */
const precedence = {
  all: ['deny', 'unknown', 'allow', 'not-applicable'],
  any: ['allow', 'unknown', 'deny', 'not-applicable'],
} as const satisfies Record<string, readonly Verdict[]>;

/**
 * The verdict that wins among several.
 * @param how `all` must agree, or `any` of them is enough
 * @returns `not-applicable` where there is none: whoever asks decides what silence means
 */
export function winning<V extends Verdict>(how: keyof typeof precedence, verdicts: Iterable<V>): V | 'not-applicable' {
  const given = new Set<Verdict>(verdicts);
  return (precedence[how].find((each) => given.has(each)) ?? 'not-applicable') as V;
}

/**
 * Combines the decisions of all layers: any denial denies; else anything unknown leaves it unknown; else one permission
 * permits. Where no layer has a say the answer is unknown: silence is never a permission.
 *
 * Every layer is given, also after a denial, and all of them are kept: whoever fixes a repository fixes everything at
 * once.
 */
export function combine(decisions: readonly LayerDecision[]): Combined {
  const found = winning(
    'all',
    decisions.map(({ verdict }) => verdict),
  );
  const verdict = found === 'not-applicable' ? 'unknown' : found;
  const decidedBy = decisions.filter((each) => each.verdict === verdict).map(({ layer }) => layer);
  return { verdict, layers: decisions, decidedBy };
}

/** One ruling from several that must all agree. Only the reasons of the winning verdict are kept, each once. */
export function together(rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  return pick('all', rulings);
}

/** One ruling from several of which one is enough. */
export function anyOf(rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  return pick('any', rulings);
}

/**
 * {@link together}, asked one after the other and up to the first denial. Only the verdict of each answer is kept:
 * whoever reads the reasons has all of them asked again. For questions by the thousand.
 * @param asks each must give the same answer again
 */
export function agreed(asks: readonly [() => Ruling, ...(() => Ruling)[]]): Ruling {
  const verdicts = new Set<Verdict>();
  for (const ask of asks) {
    verdicts.add(ask().verdict);
    if (verdicts.has('deny')) break;
  }
  const verdict = winning('all', verdicts);
  return explainedLater(verdict, () => together(asks.map((ask) => ask()) as [Ruling, ...Ruling[]]).reasons);
}

function pick(how: keyof typeof precedence, rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  const verdict = winning(
    how,
    rulings.map((ruling) => ruling.verdict),
  );
  return explainedLater(verdict, () =>
    once(rulings.filter((ruling) => ruling.verdict === verdict).flatMap(({ reasons }) => reasons)),
  );
}

function once(reasons: readonly Reason[]): Ruling['reasons'] {
  const distinct = new Map<string, Reason>();
  for (const each of reasons) {
    const key = JSON.stringify([each.code, each.args, each.at]);
    if (!distinct.has(key)) distinct.set(key, each);
  }
  return [...distinct.values()] as unknown as Ruling['reasons'];
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

  /** As any other ruling: JSON leaves out a getter of a class. */
  toJSON(): Ruling {
    return { ...this, reasons: this.reasons };
  }
}
