import type { Model } from '../model/model.ts';
import type { Question } from '../model/question.ts';
import { ask } from './ask.ts';
import type { Answer } from './route.ts';

/** A question's answer on one cluster. */
export interface ClusterAnswer {
  readonly cluster: string;
  readonly answer: Answer;
}

/** Answers a question on the clusters named; what is pushed is pushed for all of them, so that is asked once. */
export function can(model: Model, question: Question, clusters: readonly string[]): readonly ClusterAnswer[] {
  const asked = model.clusters.filter(({ name }) => clusters.includes(name));
  return (question.verb === 'push' ? asked.slice(0, 1) : asked).map((cluster) => ({
    cluster: cluster.name,
    answer: ask(model, cluster, question),
  }));
}
