import type { Layer, LayerDecision, Reason, Ruling, Verdict } from './decision.ts';
import { explainedLater } from './reason.ts';

/**
 * One ruling from several that must all agree: a denial wins, then what is unknown, then a permission.
 * Only the reasons of that verdict are kept; the same reason given twice is kept once.
 */
export function together(rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  return pick(rulings, ['deny', 'unknown', 'allow', 'not-applicable']);
}

/**
 * {@link together}, asked one after the other and up to the first denial. Of the answers only the verdict is kept:
 * whoever wants to know why has all of them asked again. For questions by the thousand.
 * @param asks each must give the same answer again
 */
export function agreed(asks: readonly [() => Ruling, ...(() => Ruling)[]]): Ruling {
  const verdicts = new Set<Verdict>();
  for (const ask of asks) {
    verdicts.add(ask().verdict);
    if (verdicts.has('deny')) break;
  }
  const verdict = (['deny', 'unknown', 'allow', 'not-applicable'] as const).find((one) => verdicts.has(one)) as Verdict;
  return explainedLater(verdict, () => together(asks.map((ask) => ask()) as [Ruling, ...Ruling[]]).reasons);
}

/** One ruling from several of which one is enough: a permission wins, then what is unknown, then a denial. */
export function anyOf(rulings: readonly [Ruling, ...Ruling[]]): Ruling {
  return pick(rulings, ['allow', 'unknown', 'deny', 'not-applicable']);
}

function pick(rulings: readonly [Ruling, ...Ruling[]], order: readonly Verdict[]): Ruling {
  const verdict = order.find((one) => rulings.some((ruling) => ruling.verdict === one)) as Verdict;
  return explainedLater(verdict, () =>
    once(rulings.filter((ruling) => ruling.verdict === verdict).flatMap(({ reasons }) => reasons)),
  );
}

function once(reasons: readonly Reason[]): Ruling['reasons'] {
  const seen = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = JSON.stringify([reason.code, reason.args, reason.at]);
    if (!seen.has(key)) seen.set(key, reason);
  }
  return [...seen.values()] as unknown as Ruling['reasons'];
}

/** The decision of a layer that a question does not touch; says why not. */
export function silent(layer: Layer, code: string): LayerDecision {
  return { layer, verdict: 'not-applicable', reasons: [{ code, basis: 'default', args: {}, at: { searched: [] } }] };
}
