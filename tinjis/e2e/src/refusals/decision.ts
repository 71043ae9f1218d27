import type { Layer, Reason, Ruling } from '@tinjis/rules/ruling';
import type { Route } from '@tinjis/delivery/answer/route';
import { direct, type Request } from '@tinjis/delivery/answer/call';
import { authorize } from '@tinjis/rules/rbac/authorize';
import type { ApiCaller } from '../identities/identities.ts';
import type { ServedRepository } from '../identities/served-repository.ts';

/**
 * Everybody who can refuse. The first five are the layers of `tinjis can`. `payment` is the service itself (its API
 * keys), `login` is whoever checks a name and password, and `other` is anything else, such as a quota or an invalid
 * request.
 */
export type Refuser = 'git' | 'argocd' | 'rbac' | 'admission' | 'network' | 'payment' | 'login' | 'other';

/** The result of an attempt. */
export type Observed = { readonly verdict: 'allowed'; readonly message?: string } | Refused;

export interface Refused {
  readonly verdict: 'denied';
  readonly layer: Refuser;
  /** The refuser's own words, one line. */
  readonly message: string;
}

/** The result that `tinjis can` predicts. */
export interface Predicted {
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  /** For a denial: every layer that would refuse, whichever layer an attempt meets first. */
  readonly layers: readonly string[];
  /** The reasons' codes, with the places in the repository that decide. */
  readonly reasons: readonly string[];
}

/** Whether an attempt went as predicted: the verdict agrees, and a denial came from one of the predicted layers. */
export function agrees(predicted: Predicted, observed: Observed): boolean {
  if (observed.verdict === 'allowed') return predicted.verdict === 'allowed';
  return predicted.verdict === 'denied' && predicted.layers.includes(observed.layer);
}

/** An observation in a few words. */
export function observedText(observed: Observed): string {
  return observed.verdict === 'allowed' ? 'allowed' : `refused by ${observed.layer}: ${observed.message}`;
}

/** A prediction in a few words. */
export function predictedText({ verdict, layers, reasons }: Predicted): string {
  const first = reasons.slice(0, 3).join('; ');
  return verdict === 'denied' ? `denied by ${layers.join(', ')} (${first})` : `${verdict} (${first})`;
}

const words = { allow: 'allowed', deny: 'denied', unknown: 'unknown' } as const;

/** A route of `tinjis can`, as a prediction for an attempt on it. */
export function predictedBy({
  verdict,
  layers,
  decidedBy,
}: Pick<Route, 'verdict' | 'layers' | 'decidedBy'>): Predicted {
  const deciding = layers.filter(({ layer }) => decidedBy.includes(layer));
  return { verdict: words[verdict], layers: verdict === 'deny' ? decidedBy : [], reasons: deciding.flatMap(reasonsOf) };
}

/** A ruling and the layer that gives it. Kept apart: a ruling may work out its reasons only when they are read. */
export interface OnLayer {
  readonly layer: Layer;
  readonly ruling: Ruling;
}

/** The same for single layers: any denial denies; a layer without a say lets the request through. */
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

/** The answer of `tinjis can WHO VERB RESOURCE` about the route through the Kubernetes API. */
export function predictRequest(
  { cluster, rules }: ServedRepository,
  { identity, user }: ApiCaller,
  request: Request,
): Predicted {
  if (identity) return predictedBy(direct(cluster, identity, request));
  // `tinjis can` takes no question about somebody without a name; the rights are the same.
  return predictedByLayers([{ layer: 'rbac', ruling: authorize(rules.authorization, user, request) }]);
}
