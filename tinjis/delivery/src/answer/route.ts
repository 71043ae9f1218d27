import {
  combine,
  type Combined,
  explainedLater,
  type Layer,
  type LayerDecision,
  silent,
  winning,
} from '@tinjis/rules/ruling';

/** The routes to a goal. Each passes its own layers; a single open route is enough. */
export type RouteKind = 'merge' | 'own-folder' | 'argocd' | 'kubernetes' | 'network';

export interface Route extends Combined {
  readonly kind: RouteKind;
  /** The exact attempt, for the sentence that names the route. */
  readonly args: Readonly<Record<string, string>>;
}

/** What an identity may do, by every route. */
export interface Answer {
  readonly verdict: Combined['verdict'];
  readonly decidedBy: readonly Layer[];
  readonly routes: readonly Route[];
}

/** A route from the layers that have a say; the other layers are silent on it. */
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

/** A single open route is enough. If no route is open and some route cannot be decided, the answer is unknown. */
export function answer(routes: readonly [Route, ...Route[]]): Answer {
  const verdict = winning(
    'any',
    routes.map((each) => each.verdict),
  ) as Answer['verdict'];
  const deciding = routes.filter((each) => each.verdict === verdict).flatMap(({ decidedBy }) => decidedBy);
  return { verdict, decidedBy: [...new Set(deciding)], routes };
}
