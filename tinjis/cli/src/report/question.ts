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
  /** For each layer that decided, its first reason: the rule that decided. */
  readonly because: readonly Because[];
}

export interface Because {
  readonly layer: Layer;
  readonly reason: Reason;
}

/** Asks in the same way as `tinjis can … --cluster`. */
export function answerTo(model: Model, cluster: ClusterModel, { who, verb, what, namespace }: Words): AnsweredQuestion {
  const question = parseQuestion(model.teams, who, verb, what, namespace);
  const { verdict, decidedBy, routes } = ask(model, cluster, question);
  const words = [
    who,
    verb,
    what,
    ...(namespace === undefined ? [] : ['-n', namespace]),
    '--cluster',
    cluster.name,
  ].join(' ');
  return { words, verdict, decidedBy, because: decidedBy.flatMap((layer) => because(routes, verdict, layer)) };
}

/**
 * The first reason with which a layer decided, on any route that ends in the verdict. A reason that forbids comes
 * before a reason that merely does not grant.
 */
function because(routes: Answer['routes'], verdict: Answer['verdict'], layer: Layer): readonly Because[] {
  return routes
    .filter((each) => each.verdict === verdict)
    .flatMap(({ layers }) =>
      layers.filter((each) => each.layer === layer && each.verdict === verdict).flatMap(({ reasons }) => reasons),
    )
    .toSorted((a, b) => Number(b.basis === 'forbidden') - Number(a.basis === 'forbidden'))
    .slice(0, 1)
    .map((reason) => ({ layer, reason }));
}
