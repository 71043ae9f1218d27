import type { At } from './objects/located.ts';

/** The layers that a deployment or a connection passes, in the order in which it meets them. */
export const layers = ['git', 'argocd', 'rbac', 'admission', 'network'] as const;
export type Layer = (typeof layers)[number];

/** `not-applicable`: the layer has no say in the question. `unknown`: it has, but an input it needs is missing. */
export type Verdict = 'allow' | 'deny' | 'unknown' | 'not-applicable';

/** Why a rule led to its verdict. *Forbidden* (a rule says no) is not *nothing grants* (no rule says yes). */
export type Basis = 'granted' | 'forbidden' | 'nothing-grants' | 'default' | 'input-missing';

/**
 * A reason for a verdict, as data: it becomes prose only in print.
 *
 * `code` is `layer/kebab-name` and never reused; every code has its sentence and its page. `at` cites the rule that
 * decided; for an absence it cites the searched places.
 */
export interface Reason {
  readonly code: string;
  readonly basis: Basis;
  /** The values that fill the sentence of `code`. */
  readonly args: Readonly<Record<string, string>>;
  readonly at: At | { readonly searched: readonly At[] };
}

/** The answer of one rule set to one question. It always has a reason. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** A ruling with the layer that gave it. */
export interface LayerDecision extends Ruling {
  readonly layer: Layer;
}

/** The answer of all layers together, and the layer that decided it. */
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

/** The decision of a layer that has no say in a question; says why not. */
export function silent(layer: Layer, code: string): LayerDecision {
  return { layer, verdict: 'not-applicable', reasons: [{ code, basis: 'default', args: {}, at: { searched: [] } }] };
}

/**
 * Verdicts by precedence, the strongest first. If all must agree, a denial wins; if any of several is enough, a
 * permission does. `unknown` stands between the two, so it never becomes an answer by accident.
 */
const precedence = {
  all: ['deny', 'unknown', 'allow', 'not-applicable'],
  any: ['allow', 'unknown', 'deny', 'not-applicable'],
} as const satisfies Record<string, readonly Verdict[]>;

/**
 * The verdict that wins among several.
 * @param how `all` must agree, or `any` of them is enough
 * @returns `not-applicable` if there are none: whoever asks decides what silence means
 */
export function winning<V extends Verdict>(how: keyof typeof precedence, verdicts: readonly V[]): V | 'not-applicable' {
  return (precedence[how].find((each) => (verdicts as readonly Verdict[]).includes(each)) ?? 'not-applicable') as V;
}

/**
 * Combines the decisions of all layers. Any denial denies; else anything unknown leaves it unknown; else a single
 * permission permits. If no layer has a say, the answer is unknown: silence is never a permission.
 *
 * Pass every layer, even after a denial; all of them are kept. Whoever fixes a repository then fixes everything at
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

/** One ruling from several that must all agree. It keeps only the reasons for the winning verdict, each once. */
export function together(rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  return pick('all', rulings);
}

/** One ruling from several, any of which is enough. */
export function anyOf(rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  return pick('any', rulings);
}

/**
 * {@link together}, but one after the other and up to the first denial. It keeps only the verdict of each answer: a
 * caller who reads the reasons makes it ask all of them again. For questions by the thousand.
 * @param asks each must give the same answer again
 */
export function agreed(asks: readonly [() => Ruling, ...(() => Ruling)[]]): Ruling {
  const verdicts = new Set<Verdict>();
  for (const ask of asks) {
    verdicts.add(ask().verdict);
    if (verdicts.has('deny')) break;
  }
  const verdict = winning('all', [...verdicts]);
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
 * A ruling that works out its reasons when somebody reads them. A proof asks hundreds of thousands of questions and
 * prints hardly any, and saying why costs more than deciding.
 * @param reasons called once at most; must depend on nothing that changes
 */
export function explainedLater(verdict: Verdict, reasons: () => Ruling['reasons']): Ruling {
  return new ExplainedLater(verdict, reasons);
}

// A class: an object literal with a getter costs thirty times as much, and its memory is released late.
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

  /** Makes it look like any other ruling: JSON leaves out a class's getter. */
  toJSON(): Ruling {
    return { ...this, reasons: this.reasons };
  }
}

/** A fault, as data. The catalogue entry of `code`, filled with `args`, gives its sentence and its fix. */
export interface Finding {
  /** `area/kebab-name`, never reused. */
  readonly code: string;
  readonly args: Readonly<Record<string, string>>;
  /** The field to edit: the key if its presence is wrong, the parent if something is missing. */
  readonly at: At;
  /** The evaluator's reason, if an evaluator decided. */
  readonly because?: Reason;
}

/** Orders findings by file, line, column and code: the same repository always prints the same bytes. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      compare(a.code, b.code) ||
      compare(JSON.stringify(a.args), JSON.stringify(b.args)),
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
