import {
  combine,
  type Combined,
  explainedLater,
  type Layer,
  type LayerDecision,
  silent,
  winning,
} from '@tinjis/rules/ruling';

/** The routes by which somebody may do a thing. Each passes the layers on its own; one open route is enough. */
export type RouteKind = 'merge' | 'own-folder' | 'argocd' | 'kubernetes' | 'network';

export interface Route extends Combined {
  readonly kind: RouteKind;
  /** What exactly was tried, for the sentence that names the route. */
  readonly args: Readonly<Record<string, string>>;
}

/** What an identity may do, by every route. */
export interface Answer {
  readonly verdict: Combined['verdict'];
  readonly decidedBy: readonly Layer[];
  readonly routes: readonly Route[];
}

/** A route from the layers that have a say; the others are silent on it. */
export function route(
  kind: RouteKind,
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
  return { kind, args, ...combine(layers) };
}

/** One open route is enough. While none is open, a route that cannot be decided leaves the answer unknown. */
export function answer(routes: readonly [Route, ...Route[]]): Answer {
  const verdict = winning(
    'any',
    routes.map((each) => each.verdict),
  ) as Answer['verdict'];
  const deciding = routes.filter((each) => each.verdict === verdict).flatMap(({ decidedBy }) => decidedBy);
  return { verdict, decidedBy: [...new Set(deciding)], routes };
}
