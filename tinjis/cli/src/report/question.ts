import { ask } from '@tinjis/delivery/answer/ask';
import type { Answer } from '@tinjis/delivery/answer/route';
import type { Layer, Reason } from '@tinjis/rules/ruling';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import { parseQuestion } from '@tinjis/delivery/model/question';

/** A question in words, as typed after `tinjis can`. */
export interface Words {
  readonly who: string;
  readonly verb: string;
  readonly what: string;
  readonly namespace?: string;
}

/** A question with its answer on one cluster. */
export interface AnsweredQuestion {
  /** The words after `tinjis can`. */
  readonly words: string;
  readonly verdict: Answer['verdict'];
  readonly decidedBy: readonly Layer[];
  /** Whether it is allowed only as a sync of what others have merged: that changes nothing of what is delivered. */
  readonly onlySync: boolean;
  /** For each layer that decided, its first reason: the rule that decided. To say why costs more than to decide. */
  because(): readonly Because[];
}

export interface Because {
  readonly layer: Layer;
  readonly reason: Reason;
}

/** Asks in the same way as `tinjis can … --cluster`. */
export function answerTo(model: Model, cluster: ClusterModel, words: Words): AnsweredQuestion {
  const { who, verb, what, namespace } = words;
  return answeredQuestion(words, cluster, ask(model, cluster, parseQuestion(model.teams, who, verb, what, namespace)));
}

/** A question with the answer that was found otherwise. */
export function answeredQuestion(
  { who, verb, what, namespace }: Words,
  { name }: ClusterModel,
  { verdict, decidedBy, routes }: Answer,
): AnsweredQuestion {
  const words = [who, verb, what, ...(namespace === undefined ? [] : ['-n', namespace]), '--cluster', name];
  return {
    words: words.join(' '),
    verdict,
    decidedBy,
    onlySync: verb === 'deploy' && verdict === 'allow' && isOnlySync(routes),
    because: () => decidedBy.flatMap((layer) => because(routes, verdict, layer)),
  };
}

function isOnlySync(routes: Answer['routes']): boolean {
  const open = routes.filter(({ verdict }) => verdict === 'allow');
  return open.every(({ kind, args }) => kind === 'argocd' && args['actions'] === 'sync');
}

/**
 * The first reason with which a layer decided, on any route that ends in the verdict. A reason that forbids comes
 * before a reason that merely does not grant, and ends the search: to say why costs more than to decide.
 */
function because(routes: Answer['routes'], verdict: Answer['verdict'], layer: Layer): readonly Because[] {
  let first: Reason | undefined;
  for (const reason of reasonsOf(routes, verdict, layer)) {
    if (reason.basis === 'forbidden') return [{ layer, reason }];
    first ??= reason;
  }
  // A layer that decided has a reason.
  return [{ layer, reason: first as Reason }];
}

function* reasonsOf(routes: Answer['routes'], verdict: Answer['verdict'], layer: Layer): Generator<Reason> {
  for (const each of routes) {
    const decided = each.layers.find((one) => one.layer === layer);
    if (each.verdict === verdict && decided?.verdict === verdict) yield* decided.reasons;
  }
}
