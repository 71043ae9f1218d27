import {
  combine,
  type Combined,
  explainedLater,
  type Layer,
  type LayerDecision,
  silent,
  winning,
} from '@tinjis/rules/ruling';

/** The ways there are to do a thing. Each passes the layers on its own; one that is open is enough. */
export type Way = 'merge' | 'own-folder' | 'argocd' | 'kubernetes' | 'network';

export interface Route extends Combined {
  readonly way: Way;
  /** What exactly was tried, for the sentence that names the way. */
  readonly args: Readonly<Record<string, string>>;
}

/** What an identity may do, by every way there is. */
export interface Answer {
  readonly verdict: Combined['verdict'];
  readonly decidedBy: readonly Layer[];
  readonly routes: readonly Route[];
}

/** A route from the layers that have a say; the others are silent on it. */
export function route(
  way: Way,
  args: Route['args'],
  decisions: Partial<Record<Layer, Omit<LayerDecision, 'layer'>>>,
): Route {
  const layers = (['git', 'argocd', 'rbac', 'admission', 'network'] as const).map((layer): LayerDecision => {
    const decision = decisions[layer];
    return decision
      ? Object.assign(
          explainedLater(decision.verdict, () => decision.reasons),
          { layer },
        )
      : silent(layer, `${layer}/not-asked`);
  });
  return { way, args, ...combine(layers) };
}

/** One open way is enough; while none is open, one that cannot be decided leaves the answer open. */
export function answer(routes: readonly [Route, ...Route[]]): Answer {
  const verdict = winning(
    'any',
    routes.map((way) => way.verdict),
  ) as Answer['verdict'];
  const deciding = routes.filter((way) => way.verdict === verdict).flatMap(({ decidedBy }) => decidedBy);
  return { verdict, decidedBy: [...new Set(deciding)], routes };
}
