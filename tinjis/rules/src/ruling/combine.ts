import type { Layer, LayerDecision, Verdict } from './decision.ts';

/** What all layers together say, and which of them decided it. */
export interface Combined {
  readonly verdict: Exclude<Verdict, 'not-applicable'>;
  readonly layers: readonly LayerDecision[];
  readonly decidedBy: readonly Layer[];
}

/**
 * Combines the layers' decisions: any denial denies; else anything unknown leaves it unknown; else one permission
 * permits. Where no layer has a say the answer is unknown: silence is never a permission.
 *
 * Every layer is given, also after a denial, so that whoever fixes a repository fixes everything at once.
 */
export function combine(layers: readonly LayerDecision[]): Combined {
  const verdict =
    (['deny', 'unknown', 'allow'] as const).find((each) => layers.some((layer) => layer.verdict === each)) ?? 'unknown';
  return { verdict, layers, decidedBy: layers.filter((layer) => layer.verdict === verdict).map(({ layer }) => layer) };
}
