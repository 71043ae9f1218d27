import type { Layer, Reason, Ruling } from '@tinjis/rules/ruling';
import type { Route } from '@tinjis/delivery/answer/route';
import type { Predicted } from './decision.ts';

const words = { allow: 'allowed', deny: 'denied', unknown: 'unknown' } as const;

/** A route of `tinjis can` as a prediction of what an attempt on it comes to. */
export function predictedBy({
  verdict,
  layers,
  decidedBy,
}: Pick<Route, 'verdict' | 'layers' | 'decidedBy'>): Predicted {
  const deciding = layers.filter(({ layer }) => decidedBy.includes(layer));
  return { verdict: words[verdict], layers: verdict === 'deny' ? decidedBy : [], reasons: deciding.flatMap(reasonsOf) };
}

/** A ruling with the layer that gives it. Kept apart: a ruling may work out its reasons only when they are read. */
export interface OnLayer {
  readonly layer: Layer;
  readonly ruling: Ruling;
}

/** The same for single layers: any denial denies; a layer without a say lets through. */
export function predictedByLayers(asked: readonly OnLayer[]): Predicted {
  const denying = asked.filter(({ ruling }) => ruling.verdict === 'deny');
  const unsure = asked.filter(({ ruling }) => ruling.verdict === 'unknown');
  if (denying.length > 0)
    return { verdict: 'denied', layers: denying.map(({ layer }) => layer), reasons: allReasons(denying) };
  if (unsure.length > 0) return { verdict: 'unknown', layers: [], reasons: allReasons(unsure) };
  return { verdict: 'allowed', layers: [], reasons: allReasons(asked) };
}

function allReasons(asked: readonly OnLayer[]): readonly string[] {
  return asked.flatMap(({ ruling }) => reasonsOf(ruling));
}

function reasonsOf({ reasons }: Ruling): readonly string[] {
  return reasons.map((reason) => `${reason.code} ${placeOf(reason)}`.trim());
}

function placeOf({ at }: Reason): string {
  const first = 'searched' in at ? at.searched[0] : at;
  return first ? `${first.file}:${first.line}` : '';
}
