/**
 * Who can refuse. The first five are the layers of `tinjis can`; `payment` is the service itself (its API keys),
 * `login` whoever checks a name and password, and `other` anything else, such as a quota or a request that is no good.
 */
export type Refuser = 'git' | 'argocd' | 'rbac' | 'admission' | 'network' | 'payment' | 'login' | 'other';

/** What came of an attempt. */
export type Observed = { readonly verdict: 'allowed'; readonly message?: string } | Refused;

export interface Refused {
  readonly verdict: 'denied';
  readonly layer: Refuser;
  /** The refuser's own words, one line. */
  readonly message: string;
}

/** What `tinjis can` says will come of it. */
export interface Predicted {
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  /** Of a denial: every layer that would refuse, whichever an attempt meets first. */
  readonly layers: readonly string[];
  /** The reasons' codes with the places in the repository that decide. */
  readonly reasons: readonly string[];
}

/** Whether an attempt went as predicted: the verdict, and of a denial one of the layers. */
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
